using Reprise.Interactions;

namespace Reprise.Storage.Sqlite.Bodies;

/// <summary>Puts the bodies of one interaction together again.</summary>
internal static class BodyReader
{
    public static RecordedInteraction Read(OpenPacks packs, long own, RecordedInteraction recorded)
    {
        var pack = packs.Of(own);
        var reader = new ByteReader(pack[own].Span);
        var marks = reader.Byte();
        var headers = new KeyValuePair<string, string>[(int)reader.Varint()];
        for (var i = 0; i < headers.Length; i++) headers[i] = new KeyValuePair<string, string>(reader.Text() ?? "", reader.Text() ?? "");
        var request = (marks & BodyFormat.HasRequest) == 0 ? null : ReadBody(ref reader, own);
        var response = (marks & BodyFormat.HasResponse) == 0 ? null : ReadBody(ref reader, own);
        // In the order of their numbers, each pack is opened once.
        foreach (var reference in (request?.References ?? []).Concat(response?.References ?? []).OrderBy(reference => reference.Segment))
        {
            if (!pack.Holds(reference.Segment)) pack = packs.Of(reference.Segment);
            pack[reference.Segment].Span.CopyTo(reference.Into.Span);
        }

        return recorded with { Request = request?.Body, Response = response?.Body, ResponseHeaders = headers };
    }

    /// <summary>The segments an own segment refers to.</summary>
    public static void CollectReferences(ReadOnlySpan<byte> ownSegment, long own, ISet<long> references)
    {
        var reader = new ByteReader(ownSegment);
        var marks = reader.Byte();
        for (var headers = reader.Varint(); headers > 0; headers--)
        {
            _ = reader.Text();
            _ = reader.Text();
        }

        for (var mark = BodyFormat.HasRequest; mark <= BodyFormat.HasResponse; mark <<= 1)
        {
            if ((marks & mark) != 0) Skip(ref reader, own, references);
        }
    }

    private static Parts ReadBody(ref ByteReader reader, long own)
    {
        var contentType = reader.Text();
        var contentEncoding = reader.Text();
        var chunks = new BodyChunk[(int)reader.Varint()];
        for (var i = 0; i < chunks.Length; i++) chunks[i] = new BodyChunk((int)reader.Varint(), (int)reader.Signed());
        var bytes = new byte[(int)reader.Varint()];
        var references = new Reference[(int)reader.Varint()];
        var at = 0;
        var segment = own;
        for (var i = 0; i < references.Length; i++)
        {
            var literal = reader.Bytes((int)reader.Varint());
            literal.CopyTo(bytes.AsSpan(at));
            at += literal.Length;
            segment += reader.Signed();
            var length = (int)reader.Varint();
            references[i] = new Reference(segment, bytes.AsMemory(at, length));
            at += length;
        }

        reader.Bytes(bytes.Length - at).CopyTo(bytes.AsSpan(at));
        return new Parts(new Body { Bytes = bytes, ContentType = contentType, ContentEncoding = contentEncoding, Chunks = chunks }, references);
    }

    private static void Skip(ref ByteReader reader, long own, ISet<long> references)
    {
        _ = reader.Text();
        _ = reader.Text();
        for (var chunks = reader.Varint(); chunks > 0; chunks--)
        {
            _ = reader.Varint();
            _ = reader.Signed();
        }

        var rest = (int)reader.Varint();
        var segment = own;
        for (var count = reader.Varint(); count > 0; count--)
        {
            var literal = (int)reader.Varint();
            _ = reader.Bytes(literal);
            segment += reader.Signed();
            references.Add(segment);
            rest -= literal + (int)reader.Varint();
        }

        _ = reader.Bytes(rest);
    }

    private sealed record Parts(Body Body, Reference[] References);

    private readonly record struct Reference(long Segment, Memory<byte> Into);
}
