using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Reprise.Batches;

/// <summary>A request's body as it can stand in a batch.</summary>
internal static class BatchBody
{
    private static readonly SearchValues<byte> s_lineEnds = SearchValues.Create("\r\n"u8);

    /// <summary>
    /// The body byte for byte, but for members that ask for a stream, and on one line: line ends can only stand between the tokens of JSON, so spaces say the same. Null
    /// when it is no JSON object.
    /// </summary>
    public static ReadOnlyMemory<byte>? Of(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return null;
            var streams = document.RootElement.EnumerateObject().Any(static member => member.Name is "stream" or "stream_options");
            var whole = streams ? WithoutStream(document.RootElement) : JsonMarshal.GetRawUtf8Value(document.RootElement).ToArray();
            whole.AsSpan().ReplaceAny(s_lineEnds, (byte)' ');
            return whole;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[] WithoutStream(JsonElement root)
    {
        var output = new ArrayBufferWriter<byte>();
        output.Write("{"u8);
        var isFirst = true;
        foreach (var member in root.EnumerateObject())
        {
            if (member.Name is "stream" or "stream_options") continue;
            if (!isFirst) output.Write(","u8);
            isFirst = false;
            output.Write("\""u8);
            output.Write(JsonMarshal.GetRawUtf8PropertyName(member));
            output.Write("\":"u8);
            output.Write(JsonMarshal.GetRawUtf8Value(member.Value));
        }

        output.Write("}"u8);
        return output.WrittenSpan.ToArray();
    }
}
