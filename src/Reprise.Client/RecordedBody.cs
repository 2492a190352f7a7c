namespace Reprise.Client;

/// <summary>The exact bytes of a body as they were on the wire, to be read once. Still compressed if they were.</summary>
public sealed class RecordedBody : IDisposable
{
    private readonly HttpResponseMessage _response;

    internal RecordedBody(HttpResponseMessage response, Stream content)
    {
        _response = response;
        Content = content;
    }

    public Stream Content { get; }
    public string? ContentType => Header("Content-Type");
    public string? ContentEncoding => Header("Content-Encoding");

    public void Dispose()
    {
        Content.Dispose();
        _response.Dispose();
    }

    private string? Header(string name) =>
        _response.Content.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
