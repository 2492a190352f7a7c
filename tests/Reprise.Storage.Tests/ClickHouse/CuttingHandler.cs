using System.Net;
using System.Web;

namespace Reprise.Storage.Tests.ClickHouse;

/// <summary>Cuts the line in the middle of an insert's rows when told to, and remembers the tokens of inserts.</summary>
internal sealed class CuttingHandler() : DelegatingHandler(new SocketsHttpHandler())
{
    public bool CutsNextInsert { get; set; }

    public List<string> Tokens { get; } = [];

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var parameters = HttpUtility.ParseQueryString(request.RequestUri!.Query);
        if (parameters["insert_deduplication_token"] is not { } token) return base.SendAsync(request, cancellationToken);
        Tokens.Add(token);
        if (CutsNextInsert) request.Content = new CutContent(request.Content!);
        CutsNextInsert = false;
        return base.SendAsync(request, cancellationToken);
    }

    private sealed class CutContent(HttpContent whole) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var bytes = await whole.ReadAsByteArrayAsync();
            await stream.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
            await stream.FlushAsync();
            throw new IOException("The test cut the line.");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = whole.Headers.ContentLength ?? 0;
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) whole.Dispose();
            base.Dispose(disposing);
        }
    }
}
