__MARKS__
%if FORM=plain
// The exact form is part of the check: __FORM_WORDS__, or nothing.
const [, signature] = /^__PREFIX_PATTERN__(__DIGEST_PATTERN__)$/.exec(__HEADER_VALUE__) ?? [];
if (!signature) return false;
%else
%if FORM=fields
// Splits at the first "__ASSIGN__" only. Fields of other names, which may be there too, do not count.
const fields = (__HEADER_VALUE__).split("__SEPARATOR__");
const valuesOf = (name: string) => fields.filter((field) => field.startsWith(`${name}__ASSIGN__`)).map((field) => field.slice(name.length + 1));
%end
// There are several while __TITLE__ changes from one __KEY_WORD__ to the next. One has to fit.
%if FORM=headers
const signatures = __SIGNATURES__
  .filter((value) => /^__DIGEST_PATTERN__$/.test(value));
%else
const signatures = __SIGNATURES__.filter((value) => /^__DIGEST_PATTERN__$/.test(value));
%end
if (signatures.length === 0) return false;
%end
%if ID_HEADER

const id = headers["__ID_HEADER__"];
if (!id) return false;
%end
%if TIMESTAMP

%if TIMESTAMP=field
const [timestamp = "", another] = valuesOf("__TIMESTAMP_FIELD__");
if (another !== undefined || !/^__TIMESTAMP_PATTERN__$/.test(timestamp)) return false;
%end
%if TIMESTAMP=header
const timestamp = headers["__TIMESTAMP_HEADER__"] ?? "";
if (!/^__TIMESTAMP_PATTERN__$/.test(timestamp)) return false;
%end
%if TIMESTAMP=body
const timestamp = (body as { __TIMESTAMP_FIELD__?: unknown } | null)?.__TIMESTAMP_FIELD__;
if (typeof timestamp !== "number") return false;
%end
// The time is signed too, so an old request cannot be sent again with a new one.
const age = __AGE__;
if (!(__IN_WINDOW__)) return false;
%end
