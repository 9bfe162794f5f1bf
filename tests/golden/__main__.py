"""`python -m tests.golden`: writes the inventories and the generated pages anew."""

from tests.golden.texts import texts

for file, text in texts():
    if not file.exists() or file.read_text() != text:
        file.write_text(text)
        print(f"{file.name}: written")
