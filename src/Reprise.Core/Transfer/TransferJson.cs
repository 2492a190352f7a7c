using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Transfer;

/// <summary>How JSON is read and written on its way in and out.</summary>
internal static class TransferJson
{
    /// <summary>What a foreign file may nest. Our own reader of records is stricter and says so for the one record.</summary>
    public const int MaxDepth = RecordJson.MaxDepth * 4;

    /// <summary>Text readable rather than escaped, as everywhere in documents.</summary>
    public static JsonWriterOptions WriterOptions { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth };

    public static JsonDocumentOptions DocumentOptions { get; } = new() { MaxDepth = MaxDepth };

    /// <summary>One JSON object.</summary>
    public static byte[] Object(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
