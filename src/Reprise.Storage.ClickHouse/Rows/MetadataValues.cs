using Reprise.Store;

namespace Reprise.Storage.ClickHouse.Rows;

/// <summary>The values of the caller's metadata by key, as filters and groups see them, taken out of the JSON when it is stored.</summary>
internal static class MetadataValues
{
    public static void Write(RowWriter row, string? json)
    {
        if (json is null)
        {
            row.Varint(0);
            return;
        }

        var values = new List<KeyValuePair<string, string>>();
        // Of a key that stands there twice the last one counts, also when it is null.
        foreach (var key in FieldValue.AllMetadata(json).Select(pair => pair.Key).Distinct(StringComparer.Ordinal))
        {
            if (FieldValue.Metadata(json, key) is { } value) values.Add(new KeyValuePair<string, string>(key, value));
        }

        row.Varint((uint)values.Count);
        foreach (var (key, value) in values)
        {
            row.Text(key);
            row.Text(value);
        }
    }
}
