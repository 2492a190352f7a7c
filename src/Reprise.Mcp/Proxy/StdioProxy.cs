using System.Diagnostics;

namespace Reprise.Mcp.Proxy;

/// <summary>
/// Stands between a client and a server that speak over standard input and output: starts the server, and passes bytes on as they come, in both directions, before it looks
/// at them. The server's error output is the client's to read, as without it.
/// </summary>
internal sealed class StdioProxy(Watch watch, TimeProvider time)
{
    private const int PieceBytes = 64 * 1024;

    /// <summary>How long a server may take to end after its input ended; default 5 seconds. Then it is killed with all it has started.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Runs until the server has ended. Throws <see cref="System.ComponentModel.Win32Exception"/> where it cannot be started.</summary>
    /// <param name="command">The program and its arguments, for no shell.</param>
    /// <param name="input">What the client writes.</param>
    /// <param name="output">What the client reads.</param>
    /// <param name="cancellationToken">Ends the server.</param>
    /// <returns>The server's exit code.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> command, Stream input, Stream output, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        using var server = new Process { StartInfo = start };
        server.Start();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var toServer = ToServerAsync(input, server.StandardInput.BaseStream, ended.Token);
        var fromServer = PumpAsync(server.StandardOutput.BaseStream, output, new LineTap(watch, fromClient: false), CancellationToken.None);
        var isClientsEnd = false;
        try
        {
            // 1. Whoever goes first: the client, by ending its input; or the server, by ending.
            var exit = server.WaitForExitAsync(cancellationToken);
            isClientsEnd = await Task.WhenAny(toServer, exit).ConfigureAwait(false) == toServer && !server.HasExited;

            // 2. A server whose input has ended gets a moment to end.
            if (isClientsEnd) await exit.WaitAsync(Grace, time, cancellationToken).ConfigureAwait(false);
            else await exit.ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            isClientsEnd = true;
            Kill(server);
        }

        // 3. What it wrote before its end is passed on; a grandchild may hold its output open, and is not waited for.
        await ended.CancelAsync().ConfigureAwait(false);
        await Task.WhenAny(fromServer, Task.Delay(TimeSpan.FromSeconds(1), time, CancellationToken.None)).ConfigureAwait(false);
        await watch.EndAsync(isClientsEnd ? "the client ended before the answer" : $"the server ended with exit code {ExitCodeOf(server)} before it answered", isServersFault: !isClientsEnd).ConfigureAwait(false);
        return ExitCodeOf(server);
    }

    private async Task ToServerAsync(Stream input, Stream server, CancellationToken cancellationToken)
    {
        await using (server.ConfigureAwait(false)) await PumpAsync(input, server, new LineTap(watch, fromClient: true), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Passes bytes on until one side ends, whichever.</summary>
    private static async Task PumpAsync(Stream from, Stream to, LineTap tap, CancellationToken cancellationToken)
    {
        var piece = new byte[PieceBytes];
        try
        {
            while (await from.ReadAsync(piece, cancellationToken).ConfigureAwait(false) is > 0 and var count)
            {
                await to.WriteAsync(piece.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                await to.FlushAsync(cancellationToken).ConfigureAwait(false);
                tap.Add(piece.AsSpan(0, count));
            }

            tap.End();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // One side has gone; the other is told by the end of its stream.
        }
    }

    private static int ExitCodeOf(Process server) => server.HasExited ? server.ExitCode : -1;

    private static void Kill(Process server)
    {
        try
        {
            server.Kill(entireProcessTree: true);
            server.WaitForExit(TimeSpan.FromSeconds(5));
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }
}
