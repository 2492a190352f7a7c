using System.Text.Json;

namespace Reprise.Transfer.Export;

/// <summary>Takes the exact bodies out of a record's JSON and leaves every other byte as it was.</summary>
public static class RecordBodiesCut
{
    /// <summary>The record without its member <c>bodies</c>; the same bytes when it has none.</summary>
    public static ReadOnlyMemory<byte> Cut(ReadOnlyMemory<byte> record)
    {
        var reader = new Utf8JsonReader(record.Span, new JsonReaderOptions { MaxDepth = TransferJson.MaxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return record;
        var before = (int)reader.BytesConsumed;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isBodies = reader.ValueTextEquals("bodies"u8);
            reader.Read();
            reader.Skip();
            if (isBodies) return Without(record, before, (int)reader.BytesConsumed);
            before = (int)reader.BytesConsumed;
        }

        return record;
    }

    /// <summary>Cuts from behind the member before to the end of the member; of the two commas around it one goes.</summary>
    private static byte[] Without(ReadOnlyMemory<byte> record, int from, int to)
    {
        var head = record.Span[..from];
        var tail = record.Span[to..];
        if (head.EndsWith("{"u8) && tail.TrimStart(" \t\r\n"u8) is [(byte)',', ..]) tail = tail[(tail.IndexOf((byte)',') + 1)..];
        return [.. head, .. tail];
    }
}
