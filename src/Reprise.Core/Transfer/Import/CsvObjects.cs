namespace Reprise.Transfer.Import;

/// <summary>A row of a table as an object: names from the first row, values as text, empty ones left out.</summary>
internal static class CsvObjects
{
    public static byte[] Of(IReadOnlyList<string> names, IReadOnlyList<string> values) => TransferJson.Object(writer =>
    {
        var written = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            if (values[i].Length > 0 && written.Add(names[i])) writer.WriteString(names[i], values[i]);
        }
    });
}
