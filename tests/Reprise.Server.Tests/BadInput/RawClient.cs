using System.Net.Sockets;
using System.Text;

namespace Reprise.Server.Tests.BadInput;

/// <summary>Writes bytes to a socket as no HTTP library would and reads what comes back.</summary>
internal sealed class RawClient : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly TcpClient _client;
    private readonly NetworkStream _stream;

    private RawClient(TcpClient client) => (_client, _stream) = (client, client.GetStream());

    public static async Task<RawClient> ConnectAsync(int port)
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        return new RawClient(client);
    }

    /// <summary>Sends and reads until the server closes the connection.</summary>
    public static async Task<string> ExchangeAsync(int port, string request)
    {
        using var client = await ConnectAsync(port);
        await client.SendAsync(request);
        return await client.ReadToEndAsync();
    }

    public Task SendAsync(string latin1) => SendAsync(Encoding.Latin1.GetBytes(latin1));

    /// <summary>Sends; a server that has already refused and closed may break the sending off.</summary>
    public async Task SendAsync(byte[] bytes)
    {
        try
        {
            await _stream.WriteAsync(bytes).AsTask().WaitAsync(s_patience);
        }
        catch (IOException)
        {
            // The answer tells.
        }
    }

    /// <summary>Says that nothing more will be sent, and stays to read.</summary>
    public void HalfClose() => _client.Client.Shutdown(SocketShutdown.Send);

    /// <summary>Everything until the server closes, as Latin-1. Fails when it does not.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var limit = new CancellationTokenSource(s_patience);
        using var all = new MemoryStream();
        try
        {
            await _stream.CopyToAsync(all, limit.Token);
        }
        catch (IOException)
        {
            // A reset ends the answer too.
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"the server neither answered nor closed; so far: {Encoding.Latin1.GetString(all.ToArray())}");
        }

        return Encoding.Latin1.GetString(all.ToArray());
    }

    public void Dispose() => _client.Dispose();
}
