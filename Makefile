# Motcua: build, check, demo. Plain GNU make; one build folder per variant.
#
#   make            build everything into build/release
#   make check      install what is missing, build, lint, run every test
#   make demo       a counter on this machine with a terminal phone (SCRIPT=file plays a dialogue)
#   make asan       the unit, replay and corpus tests under ASan and UBSan
#   make fuzz       libFuzzer on every reader of foreign octets (SECS=seconds for each)
#   make lint       layers, words that may not stand in C, formatting
#
# The layers are folders, each a library that may use only those left of it:
#   gateway/base < db < sms,  gateway/base < menus,  all < gateway

VARIANT ?= release
B := build/$(VARIANT)

PKGS := libosmocore libosmovty libosmo-gsup-client libmicrohttpd sqlite3 libcurl jansson libsodium libutf8proc

WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith \
	-Wwrite-strings -Wundef -Wvla -Wformat=2 -Wcast-qual -Wconversion -Wswitch-enum -Werror
HARDEN := -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection -fcf-protection
CFLAGS_release := -O2 $(HARDEN)
CFLAGS_asan := -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
# clang warns of what libosmocore's macros (container_of, lists, DEFUN) expand to, gcc does not.
CFLAGS_fuzz := -O1 -Wno-cast-qual -Wno-unused-parameter -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
LDFLAGS_release := -Wl,-z,relro,-z,now -pie
LDFLAGS_asan := -fsanitize=address,undefined
LDFLAGS_fuzz := -fsanitize=fuzzer,address,undefined
ifeq ($(VARIANT),fuzz)
CC := clang
endif

PKG_CFLAGS = $(shell pkg-config --cflags $(PKGS) | sed 's/-I/-isystem /g')
PKG_LIBS = $(shell pkg-config --libs $(PKGS))
CMOCKA_LIBS = $(shell pkg-config --libs cmocka)
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unversioned)

# V=1 shows the commands.
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-5s %s\n' $(1) $(2))

CFLAGS := -std=gnu11 -g -fPIE $(WARN) $(CFLAGS_$(VARIANT))
CPPFLAGS = -I. -I$(B)/gen -D_GNU_SOURCE $(PKG_CFLAGS)
LDFLAGS := $(LDFLAGS_$(VARIANT))

# --- sources -------------------------------------------------------------------------------
BASE_SRC := $(wildcard gateway/base/*.c)
DB_SRC := $(wildcard db/*.c)
MENUS_SRC := $(wildcard menus/*.c)
SMS_SRC := $(wildcard sms/*.c)
CLI_SRC := $(wildcard gateway/cli/*.c)
GATEWAY_SRC := $(filter-out gateway/main.c $(BASE_SRC) $(CLI_SRC),$(wildcard gateway/*.c gateway/*/*.c))
TESTLIB_SRC := $(wildcard tests/lib/*.c)
SIM_PORTAL_SRC := $(wildcard tests/sim/portal/*.c)
SIM_PHONE_SRC := $(wildcard tests/sim/phone/*.c)
# The MSC speaks with our codec, which is held to other implementations by tests of its own.
SIM_MSC_SRC := $(wildcard tests/sim/msc/*.c) $(addprefix gateway/bearer/,ber.c ussd_text.c \
	ussd_component.c gsup_message.c)

obj = $(patsubst %.c,$(B)/%.o,$(1))
LIB_BASE := $(B)/libbase.a
LIB_DB := $(B)/libdb.a
LIB_MENUS := $(B)/libmenus.a
LIB_SMS := $(B)/libsms.a
LIB_GATEWAY := $(B)/libgateway.a
LIB_TEST := $(B)/libtest.a

PROGRAMS := $(addprefix $(B)/,motcuad motcua motcua-phone motcua-portal-sim motcua-msc)

# The menus as the gateway loads them: compiled and proved. The fuzz variant makes no programs, and
# takes those of the release.
SERVICE := $(if $(filter fuzz,$(VARIANT)),build/release,$(B))/service
SERVICE_FROM := menus/service
SERVICE_SRC := $(SERVICE_FROM) $(wildcard $(SERVICE_FROM)/* $(SERVICE_FROM)/*/*.json)

.PHONY: all programs check demo asan lint fuzz fuzz-programs bench bench-programs clean deps check-tests unit \
	format always
all: programs
programs: $(PROGRAMS) $(SERVICE)/proof.json

# --- libraries -----------------------------------------------------------------------------
$(LIB_BASE): $(call obj,$(BASE_SRC))
$(LIB_DB): $(call obj,$(DB_SRC)) $(B)/gen/schema.o
$(LIB_MENUS): $(call obj,$(MENUS_SRC))
$(LIB_SMS): $(call obj,$(SMS_SRC))
$(LIB_GATEWAY): $(call obj,$(GATEWAY_SRC))
$(LIB_TEST): $(call obj,$(TESTLIB_SRC))
%.a:
	$(call say,AR,$@)
	$(Q)rm -f $@
	$(Q)ar rcs $@ $^

# --- programs ------------------------------------------------------------------------------
$(B)/motcuad: $(call obj,gateway/main.c) $(LIB_GATEWAY) $(LIB_SMS) $(LIB_MENUS) $(LIB_DB) $(LIB_BASE)
$(B)/motcua: $(call obj,$(CLI_SRC)) $(LIB_MENUS) $(LIB_DB) $(LIB_BASE)
$(B)/motcua-phone: $(call obj,$(SIM_PHONE_SRC)) $(LIB_BASE)
$(B)/motcua-portal-sim: $(call obj,$(SIM_PORTAL_SRC)) $(LIB_BASE)
$(B)/motcua-msc: $(call obj,$(SIM_MSC_SRC)) $(LIB_BASE)
$(PROGRAMS):
	$(call say,LINK,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(PKG_LIBS)

ifneq ($(VARIANT),fuzz)
$(SERVICE)/proof.json: $(B)/motcua $(SERVICE_SRC)
	$(call say,MENUS,$(SERVICE))
	$(Q)$(B)/motcua menus compile $(SERVICE_FROM) --out $(SERVICE) >/dev/null
endif

# --- objects -------------------------------------------------------------------------------
$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CFLAGS) $(CPPFLAGS) -MMD -MP -c -o $@ $<
# Tests find the compiled menus.
$(B)/tests/%.o: CPPFLAGS += -DSERVICE_FOLDER='"$(SERVICE)"'
$(B)/gen/%.o: $(B)/gen/%.c
	$(call say,CC,$<)
	$(Q)$(CC) $(CFLAGS) $(CPPFLAGS) -MMD -MP -c -o $@ $<

# Only this object knows the version, and it is made anew only when that changed.
$(B)/gateway/base/version.o: CPPFLAGS += -DMOTCUA_VERSION='"$(VERSION)"'
$(B)/gateway/base/version.o: $(B)/gen/version
$(B)/gen/version: always
	@mkdir -p $(@D)
	@echo '$(VERSION)' | cmp -s - $@ || echo '$(VERSION)' >$@

# The schema is part of the program: each db/schema/NNN.sql becomes a C string.
$(B)/gen/schema.c: $(sort $(wildcard db/schema/*.sql)) db/embed-schema.sh
	@mkdir -p $(@D)
	sh db/embed-schema.sh $(filter %.sql,$^) >$@.tmp && mv $@.tmp $@

# --- tests ---------------------------------------------------------------------------------
# tests/unit/LAYER/test_x.c links only what LAYER may use, so a wrong arrow fails to link.
UNIT_SRC := $(wildcard tests/unit/*/test_*.c)
REPLAY_SRC := $(wildcard tests/replay/test_*.c)
FUZZ_SRC := $(wildcard tests/fuzz/fuzz_*.c)
UNIT := $(patsubst %.c,$(B)/%,$(UNIT_SRC))
REPLAY := $(patsubst %.c,$(B)/%,$(REPLAY_SRC))
FUZZ := $(patsubst %.c,$(B)/%,$(FUZZ_SRC))
ALL_LIBS := $(LIB_GATEWAY) $(LIB_SMS) $(LIB_MENUS) $(LIB_DB) $(LIB_BASE)

$(filter $(B)/tests/unit/base/%,$(UNIT)): $(LIB_TEST) $(LIB_BASE)
$(filter $(B)/tests/unit/db/%,$(UNIT)): $(LIB_TEST) $(LIB_DB) $(LIB_BASE)
$(filter $(B)/tests/unit/menus/%,$(UNIT)): $(LIB_TEST) $(LIB_MENUS) $(LIB_BASE)
$(filter $(B)/tests/unit/sms/%,$(UNIT)): $(LIB_TEST) $(LIB_SMS) $(LIB_DB) $(LIB_BASE)
$(filter $(B)/tests/unit/gateway/%,$(UNIT)): $(LIB_TEST) $(ALL_LIBS)
$(REPLAY): $(LIB_TEST) $(ALL_LIBS)
$(UNIT) $(REPLAY): $(B)/%: $(B)/%.o
	$(call say,LINK,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $< $(filter %.a,$^) $(CMOCKA_LIBS) $(PKG_LIBS)

# Another implementation of Telex and VNI, to compare with.
$(B)/tests/unit/base/test_oracle_telex: PKGS += m17n-shell
# Another implementation of USSD components.
$(B)/tests/unit/gateway/test_oracle_ussd: PKGS += libosmogsm
# Another implementation of GSUP.
$(B)/tests/unit/gateway/test_gsup_message: PKGS += libosmogsm

# Under gcc a fuzz harness gets a main() that replays its committed corpus.
ifeq ($(VARIANT),fuzz)
$(FUZZ): $(B)/%: $(B)/%.o $(LIB_TEST) $(ALL_LIBS)
	$(call say,LINK,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $< $(filter %.a,$^) $(CMOCKA_LIBS) $(PKG_LIBS)
else
$(FUZZ): $(B)/%: $(B)/%.o $(B)/tests/fuzz/replay_main.o $(LIB_TEST) $(ALL_LIBS)
	$(call say,LINK,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $< $(B)/tests/fuzz/replay_main.o $(filter %.a,$^) $(CMOCKA_LIBS) $(PKG_LIBS)
endif

BENCH := $(patsubst %.c,$(B)/%,$(wildcard tests/bench/*.c))
$(BENCH): $(B)/%: $(B)/%.o $(ALL_LIBS)
	$(call say,LINK,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $< $(filter %.a,$^) $(PKG_LIBS)
bench-programs: $(BENCH)
# The e2e counts its instructions.
unit: $(B)/tests/bench/dialogue

unit: $(UNIT) $(REPLAY) $(FUZZ) $(SERVICE)/proof.json
fuzz-programs: $(FUZZ)
-include $(shell find $(B) -name '*.d' 2>/dev/null)

deps:
	@sh deploy/install-dependencies.sh

check: deps
	@$(MAKE) --no-print-directory programs unit
	@tests/run-check

check-tests: programs unit
	@tests/run-check

demo: deps
	@$(MAKE) --no-print-directory programs
	@deploy/demo.sh $(if $(SCRIPT),--script $(SCRIPT))

asan:
	@$(MAKE) --no-print-directory VARIANT=asan unit
	@VARIANT=asan tests/run-check --no-e2e --no-lint

fuzz:
	@$(MAKE) --no-print-directory VARIANT=release programs
	@$(MAKE) --no-print-directory VARIANT=fuzz fuzz-programs
	@tests/run-fuzz $(or $(SECS),30)

bench: deps
	@$(MAKE) --no-print-directory programs bench-programs
	@B=$(B) tests/bench/run $(WHAT)

# kill -9 of everything but the phones, ROUNDS times, and the accounts; SEED=n repeats a run.
LEDGER := $(B)/tests/crash/ledger
$(LEDGER): $(LEDGER).o $(LIB_DB) $(LIB_BASE)
	$(call say,LINK,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $< $(filter %.a,$^) $(PKG_LIBS)
unit: $(LEDGER)
# What the reader makes of a form, for comparison with Form.io's own code.
EFORM_DUMP := $(B)/tests/forms/eform_dump
$(EFORM_DUMP): $(EFORM_DUMP).o $(LIB_MENUS) $(LIB_BASE)
	$(call say,LINK,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $< $(filter %.a,$^) $(PKG_LIBS)
unit: $(EFORM_DUMP)
.PHONY: crash
crash: deps
	@$(MAKE) --no-print-directory programs $(LEDGER)
	@B=$(B) node tests/crash/run.mjs --rounds $(or $(ROUNDS),20) $(if $(SEED),--seed $(SEED))

lint:
	@tests/lint/run

format:
	@git ls-files '*.c' '*.h' | xargs clang-format -i

clean:
	rm -rf build
