namespace Reprise.Playback.Faults;

/// <summary>Bodies that arrive whole and cannot be read. Of a stream one event in the middle is spoilt, and the others are as they were.</summary>
internal static class SpoiltBody
{
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> body, IReadOnlyList<int> ends, FaultSpoil spoil)
    {
        if (spoil == FaultSpoil.Empty || body.IsEmpty) return default;
        var (start, end) = MiddleJson(body.Span, ends);
        var middle = start + ((end - start) / 2);
        return spoil == FaultSpoil.CutJson
            ? (byte[])[.. body.Span[..middle], .. body.Span[end..]]
            : (byte[])[.. body.Span[..middle], 0xFF, 0xFE, 0xC0, .. body.Span[middle..]];
    }

    /// <summary>The JSON of the event in the middle, or of the nearest before it that has one; the whole body when it is no stream.</summary>
    private static (int Start, int End) MiddleJson(ReadOnlySpan<byte> body, IReadOnlyList<int> ends)
    {
        for (var i = (ends.Count - 1) / 2; i >= 0 && ends.Count > 1; i--)
        {
            var start = i == 0 ? 0 : ends[i - 1];
            var piece = body[start..ends[i]];
            var first = piece.IndexOf((byte)'{');
            var last = piece.LastIndexOf((byte)'}');
            if (first >= 0 && last > first) return (start + first, start + last + 1);
        }

        return (0, body.Length);
    }
}
