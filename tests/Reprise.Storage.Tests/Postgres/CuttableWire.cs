using System.Net;
using System.Net.Sockets;

namespace Reprise.Storage.Tests.Postgres;

/// <summary>
/// Passes bytes between clients and a server, and cuts the line at the so-manieth message to the server: at odd ones before the server has it, at even ones when
/// it answers, so that it has done what was asked and nobody is told.
/// </summary>
internal sealed class CuttableWire : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _host;
    private readonly int _port;
    private readonly Lock _lock = new();
    private int _messages;
    private int _cutAt;
    private bool _hasCut;

    public CuttableWire(string host, int port)
    {
        (_host, _port) = (host, port);
        _listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void CutAt(int message)
    {
        lock (_lock) (_messages, _cutAt, _hasCut) = (0, message, false);
    }

    public bool Heal()
    {
        lock (_lock)
        {
            _cutAt = 0;
            return _hasCut;
        }
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                _ = Task.Run(() => ServeAsync(client));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        using var server = new TcpClient();
        try
        {
            await server.ConnectAsync(_host, _port);
            client.NoDelay = server.NoDelay = true;
            var line = new Line(client.GetStream(), server.GetStream());
            await Task.WhenAny(RequestsAsync(line), AnswersAsync(line));
        }
        catch (Exception exception) when (exception is SocketException or IOException or ObjectDisposedException)
        {
            // One side hung up.
        }
    }

    private async Task RequestsAsync(Line line)
    {
        var buffer = new byte[64 * 1024];
        while (await line.Client.ReadAsync(buffer) is > 0 and var length)
        {
            switch (Next())
            {
                case Fate.CutBefore:
                    return;
                case Fate.CutAnswer:
                    line.IsCut = true;
                    break;
            }

            await line.Server.WriteAsync(buffer.AsMemory(0, length));
        }
    }

    private static async Task AnswersAsync(Line line)
    {
        var buffer = new byte[64 * 1024];
        while (await line.Server.ReadAsync(buffer) is > 0 and var length)
        {
            if (line.IsCut) return;
            await line.Client.WriteAsync(buffer.AsMemory(0, length));
        }
    }

    private Fate Next()
    {
        lock (_lock)
        {
            if (_cutAt == 0 || _hasCut || ++_messages < _cutAt) return Fate.Pass;
            _hasCut = true;
            return _cutAt % 2 == 1 ? Fate.CutBefore : Fate.CutAnswer;
        }
    }

    private enum Fate
    {
        Pass,
        CutBefore,
        CutAnswer,
    }

    private sealed class Line(NetworkStream client, NetworkStream server)
    {
        public NetworkStream Client => client;
        public NetworkStream Server => server;
        public volatile bool IsCut;
    }
}
