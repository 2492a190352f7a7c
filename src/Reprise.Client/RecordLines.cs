namespace Reprise.Client;

/// <summary>A page of whole records as the lines the server sends, to be read once.</summary>
public sealed class RecordLines : IDisposable
{
    private readonly HttpResponseMessage _response;

    internal RecordLines(HttpResponseMessage response, Stream content, string? cursor, long count)
    {
        (_response, Content, Cursor, Count) = (response, content, cursor, count);
    }

    /// <summary>NDJSON: one record a line, each ended by a line feed.</summary>
    public Stream Content { get; }

    /// <summary>Asks for what follows; null on the last page.</summary>
    public string? Cursor { get; }

    /// <summary>Lines in it, as the server announced them.</summary>
    public long Count { get; }

    /// <summary>The lines one by one, without their line feeds. Throws <see cref="IOException"/> when the answer breaks off.</summary>
    public IAsyncEnumerable<byte[]> ReadAsync(CancellationToken cancellationToken = default) => LineReader.ReadAsync(Content, Count, cancellationToken);

    public void Dispose()
    {
        Content.Dispose();
        _response.Dispose();
    }
}
