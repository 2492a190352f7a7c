using System.IO.Compression;
using System.Net.Http.Headers;
using Reprise.Interactions;
using Reprise.Server.Assembling;
using Reprise.Server.Tests.Hosts;
using Reprise.Store;
using Microsoft.Extensions.DependencyInjection;

namespace Reprise.Server.Tests.Telemetry;

/// <summary>The server as exporters meet it.</summary>
internal static class OtlpStage
{
    public const string Json = "application/json";
    public const string Protobuf = "application/x-protobuf";

    public static Task<TestServer> StartAsync(params string[] settings) => TestServer.StartInAsync(null, settings);

    public static async Task<HttpResponseMessage> PostAsync(this TestServer server, string path, byte[] body, string type, string? encoding = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (encoding is not null) request.Content.Headers.ContentEncoding.Add(encoding);
        return await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Everything on record, once nothing waits any more.</summary>
    public static async Task<IReadOnlyList<Interaction>> AllAsync(this TestServer server, string filter = "")
    {
        await server.Services.GetRequiredService<Assembler>().FlushAsync(TestContext.Current.CancellationToken);
        var query = new InteractionQuery { Project = Projects.Default, Filter = FilterParser.Parse(filter, DateTimeOffset.UnixEpoch).Filter!, Limit = InteractionQuery.MaxLimit };
        var found = new List<Interaction>();
        do
        {
            var page = await server.Store.SearchAsync(query, CancellationToken.None);
            found.AddRange(page.Items.Select(static item => item.Interaction));
            query = query with { Cursor = page.Cursor };
        }
        while (query.Cursor is not null);

        return found;
    }

    public static byte[] Packed(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(plain);
        return packed.ToArray();
    }
}
