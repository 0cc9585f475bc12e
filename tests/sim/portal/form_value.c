/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One function for each kind of value, and a table of Form.io's types that leads to them.
 */
#include <regex.h>
#include <stdio.h>
#include <string.h>
#include "tests/sim/portal/form_value.h"

#define PATTERN_SIZE 512
#define DATE_CHARS   10

static const char WRONG_TYPE[] = "Nội dung không đúng kiểu";
static const char NOT_LISTED[] = "Giá trị không có trong danh mục";
static const char TOO_LONG[] = "Nội dung quá dài";
static const char TOO_SHORT[] = "Nội dung quá ngắn";
static const char NO_MATCH[] = "Nội dung không đúng mẫu";
static const char OUT_OF_RANGE[] = "Số nằm ngoài khoảng cho phép";
static const char NO_DATE[] = "Ngày không đúng";
static const char NO_TIME[] = "Giờ không đúng";
static const char UNKNOWN_TYPE[] = "Tờ khai có mục không rõ kiểu";
static const char WRONG_COUNT[] = "Số mục được chọn không đúng";

static const json_t *rule(const json_t *component, const char *name)
{
	return json_object_get(json_object_get(component, "validate"), name);
}

static json_int_t chars_of(const char *text)
{
	json_int_t n = 0;

	for (; *text; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

/* `n` against the rules `least` and `most`; NULL if neither is broken. */
static const char *count_wrong(const json_t *component, json_int_t n, const char *least,
	const char *most, const char *few, const char *many)
{
	const json_t *min = rule(component, least), *max = rule(component, most);

	if (json_is_integer(min) && n < json_integer_value(min))
		return few;
	if (json_is_integer(max) && n > json_integer_value(max))
		return many;
	return NULL;
}

/* A pattern means the whole value, as in Form.io. One that cannot be read is broken by everything,
 * so that it is noticed. */
static bool matches(const char *pattern, const char *text)
{
	char whole[PATTERN_SIZE];
	regex_t regex;
	int rc;

	snprintf(whole, sizeof(whole), "^(%s)$", pattern);
	if (regcomp(&regex, whole, REG_EXTENDED | REG_NOSUB) != 0)
		return false;
	rc = regexec(&regex, text, 0, NULL, 0);
	regfree(&regex);
	return rc == 0;
}

static const char *text_wrong(const json_t *component, json_t *value)
{
	const char *text = json_string_value(value);
	const char *pattern = json_string_value(rule(component, "pattern"));
	const char *wrong;

	if (!text)
		return WRONG_TYPE;
	wrong = count_wrong(
		component, chars_of(text), "minLength", "maxLength", TOO_SHORT, TOO_LONG);
	if (!wrong && pattern && *pattern && !matches(pattern, text))
		wrong = NO_MATCH;
	return wrong;
}

static const char *email_wrong(const json_t *component, json_t *value)
{
	const char *wrong = text_wrong(component, value);

	if (wrong)
		return wrong;
	return matches("[^@ ]+@[^@ ]+[.][^@ .]+", json_string_value(value)) ? NULL : NO_MATCH;
}

static const char *number_wrong(const json_t *component, json_t *value)
{
	const json_t *min = rule(component, "min"), *max = rule(component, "max");

	if (!json_is_number(value))
		return WRONG_TYPE;
	if (json_is_true(rule(component, "integer")) && !json_is_integer(value))
		return WRONG_TYPE;
	if (json_is_number(min) && json_number_value(value) < json_number_value(min))
		return OUT_OF_RANGE;
	if (json_is_number(max) && json_number_value(value) > json_number_value(max))
		return OUT_OF_RANGE;
	return NULL;
}

static const char *tick_wrong(const json_t *component, json_t *value)
{
	(void)component;
	return json_is_boolean(value) ? NULL : WRONG_TYPE;
}

/* The values of a select are under data, those of radio and selectboxes are not. */
static bool listed(const json_t *component, const char *value)
{
	const json_t *values = json_object_get(json_object_get(component, "data"), "values");
	size_t i;
	json_t *item;

	if (!values)
		values = json_object_get(component, "values");
	json_array_foreach (values, i, item) {
		const char *one = json_string_value(json_object_get(item, "value"));

		if (one && strcmp(one, value) == 0)
			return true;
	}
	return false;
}

static const char *choice_wrong(const json_t *component, json_t *value)
{
	const char *source = json_string_value(json_object_get(component, "dataSrc"));

	if (!json_is_string(value))
		return WRONG_TYPE;
	/* Which values a list from elsewhere has is not known here. */
	if (source && strcmp(source, "values") != 0)
		return NULL;
	return listed(component, json_string_value(value)) ? NULL : NOT_LISTED;
}

static json_int_t ticked(json_t *boxes)
{
	json_int_t n = 0;
	const char *key;
	json_t *box;

	json_object_foreach (boxes, key, box)
		n += json_is_true(box);
	return n;
}

static const char *boxes_wrong(const json_t *component, json_t *value)
{
	const char *key;
	json_t *box;

	if (!json_is_object(value))
		return WRONG_TYPE;
	json_object_foreach (value, key, box) {
		if (!listed(component, key))
			return NOT_LISTED;
		if (!json_is_boolean(box))
			return WRONG_TYPE;
	}
	return count_wrong(component, ticked(value), "minSelectedCount", "maxSelectedCount",
		WRONG_COUNT, WRONG_COUNT);
}

static int days_of(int month, int year)
{
	static const int DAYS[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : DAYS[month - 1];
}

static bool is_date(int day, int month, int year)
{
	return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
		day <= days_of(month, year);
}

/* yyyy-mm-dd, with or without a time behind it; bounds are texts of the same form. */
static const char *date_wrong(const json_t *component, json_t *value)
{
	const json_t *bounds = json_object_get(component, "datePicker");
	const char *text = json_string_value(value);
	const char *least = json_string_value(json_object_get(bounds, "minDate"));
	const char *most = json_string_value(json_object_get(bounds, "maxDate"));
	int year, month, day;

	if (!text)
		return WRONG_TYPE;
	if (!matches("[0-9]{4}-[0-9]{2}-[0-9]{2}(T.*)?", text) ||
		sscanf(text, "%4d-%2d-%2d", &year, &month, &day) != 3 || !is_date(day, month, year))
		return NO_DATE;
	if (least && strncmp(text, least, DATE_CHARS) < 0)
		return OUT_OF_RANGE;
	if (most && strncmp(text, most, DATE_CHARS) > 0)
		return OUT_OF_RANGE;
	return NULL;
}

static bool part_required(const json_t *component, const char *name)
{
	const json_t *part = json_object_get(json_object_get(component, "fields"), name);

	return json_is_true(json_object_get(part, "required"));
}

/* dd/mm/yyyy (or mm/dd/yyyy); a part that is not required may be noughts. */
static const char *day_wrong(const json_t *component, json_t *value)
{
	const char *text = json_string_value(value);
	int first, second, year, day, month;
	bool day_first = json_is_true(json_object_get(component, "dayFirst"));

	if (!text)
		return WRONG_TYPE;
	if (!matches("[0-9]{2}/[0-9]{2}/[0-9]{4}", text) ||
		sscanf(text, "%2d/%2d/%4d", &first, &second, &year) != 3)
		return NO_DATE;
	day = day_first ? first : second;
	month = day_first ? second : first;
	if (day == 0 && !part_required(component, "day"))
		day = 1;
	if (month == 0 && !part_required(component, "month"))
		month = 1;
	if (year == 0 && !part_required(component, "year"))
		year = 1;
	return is_date(day, month, year) ? NULL : NO_DATE;
}

static const char *time_wrong(const json_t *component, json_t *value)
{
	const char *format = json_string_value(json_object_get(component, "dataFormat"));
	bool short_form = format && strcmp(format, "HH:mm") == 0;
	const char *text = json_string_value(value);

	if (!text)
		return WRONG_TYPE;
	return matches(short_form ? "([01][0-9]|2[0-3]):[0-5][0-9]"
				  : "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]",
		       text)
		? NULL
		: NO_TIME;
}

static const char *file_wrong(const json_t *component, json_t *value)
{
	size_t i;
	json_t *file;

	(void)component;
	if (!json_is_array(value))
		return WRONG_TYPE;
	json_array_foreach (value, i, file) {
		if (!json_is_string(json_object_get(file, "name")))
			return WRONG_TYPE;
	}
	return NULL;
}

/* The rows themselves are looked at one by one, where the form is walked. */
static const char *rows_wrong(const json_t *component, json_t *value)
{
	size_t i;
	json_t *row;

	if (!json_is_array(value))
		return WRONG_TYPE;
	json_array_foreach (value, i, row) {
		if (!json_is_object(row))
			return WRONG_TYPE;
	}
	return count_wrong(component, (json_int_t)json_array_size(value), "minLength", "maxLength",
		WRONG_COUNT, WRONG_COUNT);
}

static const struct kind {
	const char *type;
	const char *(*wrong)(const json_t *component, json_t *value);
} KINDS[] = {
	{ "textfield", text_wrong },
	{ "textarea", text_wrong },
	{ "phoneNumber", text_wrong },
	{ "hidden", text_wrong },
	{ "signature", text_wrong },
	{ "email", email_wrong },
	{ "number", number_wrong },
	{ "currency", number_wrong },
	{ "checkbox", tick_wrong },
	{ "select", choice_wrong },
	{ "radio", choice_wrong },
	{ "selectboxes", boxes_wrong },
	{ "datetime", date_wrong },
	{ "day", day_wrong },
	{ "time", time_wrong },
	{ "file", file_wrong },
	{ "datagrid", rows_wrong },
	{ "editgrid", rows_wrong },
};

static const char *type_of(const json_t *component)
{
	const char *type = json_string_value(json_object_get(component, "type"));

	return type ? type : "";
}

bool form_value_empty(const json_t *component, json_t *value)
{
	const char *type = type_of(component);

	if (!value || json_is_null(value))
		return true;
	if (json_is_string(value))
		return *json_string_value(value) == '\0';
	if (json_is_array(value))
		return json_array_size(value) == 0;
	if (json_is_boolean(value) && strcmp(type, "checkbox") == 0)
		return json_is_false(value);
	if (json_is_object(value) && strcmp(type, "selectboxes") == 0)
		return json_object_size(value) == 0 ||
			(!boxes_wrong(component, value) && ticked(value) == 0);
	return false;
}

const char *form_value_wrong(const json_t *component, json_t *value)
{
	const char *type = type_of(component);

	for (size_t i = 0; i < sizeof(KINDS) / sizeof(KINDS[0]); i++) {
		if (strcmp(KINDS[i].type, type) == 0)
			return KINDS[i].wrong(component, value);
	}
	return UNKNOWN_TYPE;
}
