using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Reprise.Server.Tests.Hosts;

/// <summary>A provider that writes the same bytes to every connection, whatever was asked, and closes it: for answers that no server library would give.</summary>
internal sealed class CannedUpstream : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public CannedUpstream(string answer) : this(Encoding.UTF8.GetBytes(answer))
    {
    }

    public CannedUpstream(byte[] answer)
    {
        _listener.Start();
        _ = AnswerAsync(answer);
    }

    public string Url => $"http://{_listener.LocalEndpoint}";

    public void Dispose() => _listener.Dispose();

    private async Task AnswerAsync(byte[] answer)
    {
        try
        {
            while (true)
            {
                using var connection = await _listener.AcceptTcpClientAsync();
                var stream = connection.GetStream();
                _ = await stream.ReadAsync(new byte[64 * 1024]);
                await stream.WriteAsync(answer);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
        {
            // The test is over.
        }
    }
}
