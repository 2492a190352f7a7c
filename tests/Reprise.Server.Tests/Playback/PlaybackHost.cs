using System.Net;
using System.Net.Sockets;
using System.Text;
using Reprise.Interactions;
using Reprise.Playback;
using Reprise.Server.Playback;

namespace Reprise.Server.Tests.Playback;

/// <summary>The real playback server on a free port.</summary>
internal sealed class PlaybackHost : IAsyncDisposable
{
    public const string Path = "/openai/v1/chat/completions";

    private PlaybackHost(PlaybackServer server)
    {
        Server = server;
        Url = server.Addresses.Single();
        Http = new HttpClient(new SocketsHttpHandler { UseCookies = false, MaxConnectionsPerServer = 2000 }) { BaseAddress = new Uri(Url), Timeout = TimeSpan.FromMinutes(2) };
    }

    public PlaybackServer Server { get; }
    public string Url { get; }
    public HttpClient Http { get; }

    public static Task<PlaybackHost> PlayAsync(params TapeEntry[] entries) => StartAsync(new PlaybackServerOptions { Tape = new Tape { Entries = entries } });

    public static async Task<PlaybackHost> StartAsync(PlaybackServerOptions options, TimeProvider? time = null) =>
        new(await PlaybackServer.StartAsync(options with { Urls = ["http://127.0.0.1:0"] }, time ?? TimeProvider.System, TestContext.Current.CancellationToken));

    public static TapeEntry Entry(string request, string answer, string lane = "", string path = "/v1/chat/completions", string provider = "openai")
    {
        var asked = new TapeRequest { Provider = provider, Method = "POST", Path = path, ContentType = "application/json", Body = Encoding.UTF8.GetBytes(request) };
        return new TapeEntry
        {
            Key = TapeKey.Of(asked),
            Lane = lane,
            Request = asked,
            Answer = new TapeAnswer { Status = 200, ContentType = "application/json", Body = Encoding.UTF8.GetBytes(answer) },
        };
    }

    public static TapeEntry Stream(string request, params (string Piece, int DelayMs)[] pieces)
    {
        var entry = Entry(request, string.Concat(pieces.Select(piece => piece.Piece)));
        return entry with { Answer = entry.Answer with { ContentType = "text/event-stream", Chunks = [.. pieces.Select(piece => new BodyChunk(Encoding.UTF8.GetByteCount(piece.Piece), piece.DelayMs))] } };
    }

    public async Task<(HttpResponseMessage Response, string Text)> AskAsync(string body, string path = Path, string? lane = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (lane is not null) request.Headers.Add("Reprise-Session", lane);
        var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (response, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Sends bytes and reads until the server hangs up.</summary>
    /// <param name="bytes">What to send.</param>
    /// <param name="hangsUp">Whether no more is announced to come, which the server takes for a client that has gone.</param>
    public async Task<string> RawAsync(byte[] bytes, bool hangsUp = false)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(Url).Port, TestContext.Current.CancellationToken);
        await socket.SendAsync(bytes, TestContext.Current.CancellationToken);
        if (hangsUp) socket.Shutdown(SocketShutdown.Send);
        using var answer = new MemoryStream();
        var piece = new byte[4096];
        try
        {
            int count;
            while ((count = await socket.ReceiveAsync(piece, TestContext.Current.CancellationToken)) > 0) answer.Write(piece, 0, count);
        }
        catch (SocketException)
        {
            // Reset; what came before counts.
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
    }
}
