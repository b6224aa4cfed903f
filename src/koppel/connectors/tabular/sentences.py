"""What every code means, as one English sentence with named placeholders; the app has them translated.

Refusals are of a whole file (``BadFile``), notes are about a whole file that can be read (``Preview.notes``), remarks
are about a cell or a row (``Remark``). Remarks may name ``was`` and ``became`` beside their own parameters.
"""


def N_(sentence: str) -> str:  # noqa: N802, the name by which extractors know it
    """Mark a sentence for translation, without translating it."""
    return sentence


REFUSALS: dict[str, str] = {
    # size
    "empty_file": N_("The file is empty. Export it again and deliver the new file."),
    "file_too_large": N_("The file is {megabytes} MB; at most {limit} MB is read. Deliver it in parts, or as CSV."),
    "unpacked_too_large": N_(
        "The workbook unpacks to more than {limit} MB. Deliver the sheet with your records as CSV."
    ),
    "ratio_too_high": N_(
        "The workbook unpacks to more than {limit} times its size, which is unsafe to read. Save it again in your"
        " spreadsheet program, or deliver CSV."
    ),
    "too_many_members": N_(
        "The workbook consists of {members} parts; at most {limit} are read. Copy the sheet to a new workbook and"
        " deliver that."
    ),
    "too_many_rows": N_("The file has more than {limit} rows. Deliver it in parts."),
    "too_many_columns": N_(
        "The table has {columns} columns; at most {limit} are read. Export only the columns that are needed, and check"
        " which delimiter stands between them."
    ),
    # not one of the three formats
    "is_pdf": N_("This is a PDF. Deliver the table it was made from, as CSV, XLSX or JSON Lines."),
    "is_image": N_("This is a picture. Deliver a table, as CSV, XLSX or JSON Lines."),
    "is_old_excel": N_("This is a workbook in the old Excel format (.xls). Save it as .xlsx and deliver that."),
    "is_binary_excel": N_("This is a binary Excel workbook (.xlsb). Save it as .xlsx and deliver that."),
    "is_opendocument": N_("This is an OpenDocument file. Save it as .xlsx or CSV and deliver that."),
    "is_encrypted": N_("This workbook is protected with a password. Save it without a password and deliver that."),
    "is_html": N_(
        "This is a web page, perhaps a sign-in page that was saved instead of the export. Deliver CSV, XLSX or JSON"
        " Lines."
    ),
    "is_xml": N_("This is an XML file. Deliver CSV, XLSX or JSON Lines."),
    "is_document": N_("This is a text document or a presentation. Deliver a table, as CSV, XLSX or JSON Lines."),
    "is_zip": N_("This is an archive. Unpack it and deliver the file inside."),
    "is_compressed": N_("This is a compressed file. Unpack it and deliver the file inside."),
    "is_database": N_("This is a database file. Export the table with your records as CSV and deliver that."),
    "not_text": N_("This is neither text nor a workbook. Deliver CSV, XLSX or JSON Lines."),
    # text that cannot be read
    "encoding_unknown": N_("The text is in an encoding that is not read here. Save it as UTF-8 and deliver that."),
    "nul_bytes": N_(
        "The file holds NUL bytes, so it is damaged or in an unknown encoding. Save it as UTF-8 and deliver that."
    ),
    "json_not_utf8": N_("JSON Lines must be in UTF-8. Save the file as UTF-8 and deliver that."),
    "json_list": N_(
        "This is one JSON list. Deliver JSON Lines: every organisation an object on a line of its own, without a list"
        " around them."
    ),
    "json_not_lines": N_(
        "Most lines are no JSON object of their own. Deliver JSON Lines: every organisation on one line."
    ),
    # workbooks that cannot be read
    "xlsx_damaged": N_("The workbook is damaged. Open it in your spreadsheet program, save it again and deliver that."),
    "xlsx_declaration": N_(
        "The workbook holds a document type declaration, which is unsafe to read. Save it again in your spreadsheet"
        " program."
    ),
    "empty_workbook": N_("The workbook has no visible sheet with anything in it. Check that you saved the right file."),
    # tables that cannot be understood
    "no_header": N_(
        "No row with names of columns was found. Put one above the records, with at least a column for the name."
    ),
    "no_rows": N_("There are names of columns, but no rows below them. Check that the export was complete."),
    "no_name_column": N_('No column holds the name of the organisation. Choose which one does, or name it "Name".'),
    "column_missing": N_(
        'The column "{header}" that was chosen is not in the file (sheet: {sheet}). Choose the columns again.'
    ),
    "field_unknown": N_('There is no field "{field}" to read a column into.'),
    # the reader
    "too_slow": N_("Reading the file took too long and was stopped. Deliver it in parts, or as CSV."),
    "too_much_memory": N_(
        "Reading the file needs too much memory. Remove stray cells far below or right of the table, deliver it in"
        " parts, or as CSV."
    ),
    "unreadable": N_(
        "The file cannot be read: something in it is not as its format demands. Export it again, or deliver CSV."
    ),
}

NOTES: dict[str, str] = {
    "mixed_encodings": N_("Some lines are not in UTF-8; they were read as Windows-1252 and are marked."),
    "name_and_type_differ": N_("The name of the file does not fit what it is; it was read as what it is."),
    "name_not_recognised": N_("It is not clear which column holds the name of the organisation. Choose it."),
    "id_not_recognised": N_(
        "No column holds your own id. Choose one if there is one; else each row gets an id made of its content, and a"
        " change of that content makes it a new record."
    ),
    "sheet_hidden": N_("The workbook has a hidden sheet, which is not read."),
    "sheet_without_table": N_("The workbook has a sheet without names of columns, which is not read."),
    "formula_cells": N_("Some cells hold a formula; their computed values are read."),
    "error_cells": N_("Some cells hold an error of the spreadsheet; they are read as empty."),
}

REMARKS: dict[str, str] = {
    # mended, and taken
    "mojibake": N_('Letters that were encoded twice were mended: "{was}" became "{became}".'),
    "mixed_encoding": N_("This row is not in the encoding of the rest of the file; it was read as Windows-1252."),
    "control_removed": N_("Invisible characters were removed."),
    "html_removed": N_('HTML was taken out: "{was}" became "{became}".'),
    "spaces_collapsed": N_('Double spaces or line breaks were removed: "{became}".'),
    "empty_word": N_('"{was}" was read as empty.'),
    "number_float": N_('The number "{was}" became "{became}".'),
    "kvk_zero_restored": N_(
        "The KvK number {was} has seven digits; the zero that a spreadsheet took was put back: {became}."
    ),
    "kvk_notation": N_('The KvK number "{was}" was written as {became}.'),
    "postcode_notation": N_('The postcode "{was}" was written as {became}.'),
    "website_unfinished": N_('The unfinished web address "{was}" was left out.'),
    "website_notation": N_('The web address "{was}" was mended to {became}.'),
    "phone_zero_restored": N_("The telephone number {was} has lost its first zero; it was put back: {became}."),
    "phone_plus_restored": N_("The telephone number {was} has lost its plus sign; it was put back: {became}."),
    "formula_value": N_('The cell holds a formula; its computed value was taken: "{was}".'),
    "identical_row": N_("Row {first_row} is the same; it was taken once."),
    # taken, and to be looked at
    "letter_lost": N_('A letter of "{was}" cannot be read. Correct it at the source.'),
    "formula_text": N_('The text begins with an equals sign; it is kept as text and never computed: "{was}".'),
    "formula_empty": N_(
        "The cell holds a formula without a computed value. Open and save the workbook in your spreadsheet program."
    ),
    "cell_error": N_("The cell holds an error of the spreadsheet and was read as empty."),
    "date_in_cell": N_('"{was}" is a date where none is expected; a spreadsheet may have changed what stood there.'),
    "date_as_number": N_("The number {was} may be a date that a spreadsheet turned into a number."),
    "number_scientific": N_(
        'A spreadsheet shortened the number "{was}" and lost its digits. Make the column text and export again.'
    ),
    "value_cut": N_('The text is longer than {limit} characters and was cut off: "{became}".'),
    "name_is_number": N_('The name "{was}" is only a number.'),
    "kvk_length": N_('A KvK number has eight digits; "{was}" has {digits} and was left out.'),
    "kvk_letters": N_('A KvK number has only digits; "{was}" was left out.'),
    "kvk_placeholder": N_('"{was}" is a placeholder, not a KvK number; it was left out.'),
    "postcode_invalid": N_('"{was}" is no postcode and was left out.'),
    "postcode_incomplete": N_('The postcode "{was}" lacks its letters.'),
    "postcode_not_dutch": N_('The postcode "{was}" is not Dutch, and the row names no country.'),
    "website_invalid": N_('"{was}" is no web address and was left out.'),
    "website_email": N_('"{was}" is a mail address, not a web address; it was left out.'),
    "website_scheme": N_('"{was}" does not begin with http or https; it was left out.'),
    "website_several": N_("There are several web addresses; the first was taken: {became}."),
    "phone_letters": N_('The telephone number "{was}" holds words.'),
    "phone_short": N_('The telephone number "{was}" is too short.'),
    "pic_invalid": N_('A participant\'s number of the European Commission has nine digits; "{was}" was left out.'),
    "country_unknown": N_(
        'The country "{was}" is not known and was left out. Write its name in Dutch or English, or its ISO code.'
    ),
    "address_unclear": N_('It is not clear what is street and what is city in "{was}".'),
    # not taken
    "no_name": N_("The row has no name of an organisation."),
    "no_id": N_("The row has no own id, while other rows have one. Fill it in at the source."),
    "id_too_long": N_("The own id is longer than {limit} characters. Choose the column that holds your own id."),
    "duplicate_id": N_(
        'The own id "{was}" belongs to row {first_row} already, which is different. Give each organisation an id of'
        " its own."
    ),
    "cell_too_long": N_("A cell is larger than {limit} KB. Shorten it at the source."),
    "row_too_long": N_(
        "The row has more than {limit} characters; a line break or a closing quote is probably missing."
    ),
    "row_too_wide": N_(
        "The row has {cells} cells, the table {columns} columns. Put texts that hold the delimiter in quotes."
    ),
    "quote_not_closed": N_(
        "A quote at the start of a cell is never closed. Close it, or write quotes inside a text twice."
    ),
    "nul_byte": N_("The row holds a NUL byte: it is damaged. Export the file again."),
    "json_invalid": N_("The line is no valid JSON (near character {place})."),
    "json_no_object": N_("The line is no JSON object."),
    "json_double_key": N_('The line names "{key}" twice. Give each name once.'),
    "json_bad_key": N_("The line has a name of a value that is too long or holds invisible characters."),
    "json_too_deep": N_("The line has more than {limit} levels inside each other."),
    "json_not_a_number": N_("{word} is no number in JSON. Use null for a value that is missing."),
}
