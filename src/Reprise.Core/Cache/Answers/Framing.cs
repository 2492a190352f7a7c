using Reprise.Wire;

namespace Reprise.Cache.Answers;

/// <summary>How an answer's JSON is packed.</summary>
internal enum FrameKind
{
    /// <summary>One JSON object: a whole answer.</summary>
    Whole,
    ServerSentEvents,

    /// <summary>One JSON object a line (Ollama).</summary>
    Lines,

    /// <summary>One JSON array (Gemini without <c>alt=sse</c>).</summary>
    Array,

    /// <summary>The binary event stream of AWS.</summary>
    Aws,
}

/// <summary>Tells framings apart by their bytes, since a content type may be missing or wrong.</summary>
internal static class Framing
{
    public static FrameKind Of(ReadOnlySpan<byte> body)
    {
        if (SseReader.Recognises(body)) return FrameKind.ServerSentEvents;
        if (AwsEventStreamReader.Recognises(body)) return FrameKind.Aws;
        var text = body.Trim(" \r\n\t"u8);
        if (text.StartsWith("["u8)) return FrameKind.Array;
        return HasSeveralValues(text) ? FrameKind.Lines : FrameKind.Whole;
    }

    /// <summary>Whether the last event or line is there to its last byte.</summary>
    public static bool EndsWhole(ReadOnlySpan<byte> body) => !SseReader.Recognises(body) || body[^1] is (byte)'\n' or (byte)'\r' || body.EndsWith("[DONE]"u8);

    private static bool HasSeveralValues(ReadOnlySpan<byte> text)
    {
        if (text.IndexOf((byte)'\n') < 0) return false;
        var json = new JsonCursor(text);
        if (!json.Start()) return false;
        json.Skip();
        return json.Start();
    }
}
