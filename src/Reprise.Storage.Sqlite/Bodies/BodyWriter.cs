using Reprise.Interactions;

namespace Reprise.Storage.Sqlite.Bodies;

/// <summary>
/// Writes an interaction's bodies as segments: one of its own with everything that is not shared (recipes, answer, headers, timings), and one for each piece
/// of a body that was not seen before. A recipe is a row of literal bytes and references. Used by the writer alone.
/// </summary>
internal sealed class BodyWriter(SegmentDictionary dictionary)
{
    // A shorter answer is never cut: it rarely holds a piece that another body has too.
    private const int ShortestCutResponse = 4096;

    private readonly BodyCutter _cutter = new();
    private readonly Utf8Buffer _own = new();
    private readonly List<ReadOnlyMemory<byte>> _new = [];

    /// <summary>Adds the segments to the project's pack. Returns the number of the interaction's own, or null when there is nothing to keep.</summary>
    public long? Write(RecordedInteraction recorded, int project, PackBuilder pack)
    {
        if (recorded.Request is null && recorded.Response is null && recorded.ResponseHeaders.Count == 0) return null;
        var own = pack.Next;
        _own.Append((byte)((recorded.Request is null ? 0 : BodyFormat.HasRequest) | (recorded.Response is null ? 0 : BodyFormat.HasResponse)));
        _own.AppendVarint((ulong)recorded.ResponseHeaders.Count);
        foreach (var (name, value) in recorded.ResponseHeaders)
        {
            _own.AppendText(name);
            _own.AppendText(value);
        }

        if (recorded.Request is { } request) WriteBody(request, project, own, shortest: BodyCutter.ShortestPiece);
        if (recorded.Response is { } response) WriteBody(response, project, own, ShortestCutResponse);
        pack.Add(_own.Span);
        foreach (var piece in _new) pack.Add(piece.Span);
        // Neither the buffer of a large body nor the body itself is held on to.
        _own.Clear();
        _new.Clear();
        return own;
    }

    private void WriteBody(Body body, int project, long own, int shortest)
    {
        _own.AppendText(body.ContentType);
        _own.AppendText(body.ContentEncoding);
        _own.AppendVarint((ulong)body.Chunks.Count);
        foreach (var chunk in body.Chunks)
        {
            _own.AppendVarint((ulong)chunk.Length);
            _own.AppendSigned(chunk.DelayMs);
        }

        var bytes = body.Bytes;
        var pieces = bytes.Length >= shortest && body.ContentEncoding is null ? _cutter.Cut(bytes.Span) : [];
        _own.AppendVarint((ulong)bytes.Length);
        _own.AppendVarint((ulong)pieces.Count);
        var at = 0;
        var before = own;
        foreach (var piece in pieces)
        {
            var part = bytes.Slice(piece.Start, piece.Length);
            var key = SegmentDictionary.KeyOf(project, part.Span);
            if (!dictionary.TryFind(key, out var segment))
            {
                _new.Add(part);
                segment = own + _new.Count;
                dictionary.Add(key, segment);
            }

            _own.AppendVarint((ulong)(piece.Start - at));
            _own.Append(bytes.Span[at..piece.Start]);
            _own.AppendSigned(segment - before);
            _own.AppendVarint((ulong)piece.Length);
            at = piece.Start + piece.Length;
            before = segment;
        }

        _own.Append(bytes.Span[at..]);
    }
}

/// <summary>Marks in the first byte of an interaction's own segment.</summary>
internal static class BodyFormat
{
    public const byte HasRequest = 1;
    public const byte HasResponse = 2;
}
