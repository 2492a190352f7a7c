using System.ComponentModel;
using System.Diagnostics;
using Reprise.Encryption;

namespace Reprise.Server.Encryption;

/// <summary>
/// A master key that a program keeps, such as one that asks a key management service. It gets <c>wrap</c> or <c>unwrap</c> on the first line of its input and base64 on the second, and answers with base64 on
/// its output and exit code 0. No shell stands between, it has a bounded time, and what it writes to its error output is not repeated: it could hold anything.
/// </summary>
internal sealed class CommandMasterKey(string id, string command, IReadOnlyList<string> arguments, TimeSpan timeout) : IMasterKey
{
    private const int MostAnswer = 1 << 20;

    public string Id => id;

    public Task<byte[]> WrapAsync(ReadOnlyMemory<byte> keys, CancellationToken cancellationToken) => RunAsync("wrap", keys, cancellationToken);

    public Task<byte[]> UnwrapAsync(ReadOnlyMemory<byte> wrapped, CancellationToken cancellationToken) => RunAsync("unwrap", wrapped, cancellationToken);

    private async Task<byte[]> RunAsync(string verb, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        using var process = Start();
        try
        {
            var errors = process.StandardError.BaseStream.CopyToAsync(Stream.Null, limit.Token);
            var answer = ReadAsync(process.StandardOutput, limit.Token);
            await WriteAsync(process.StandardInput, verb, bytes, limit.Token);
            var text = await answer;
            await errors;
            await process.WaitForExitAsync(limit.Token);
            if (process.ExitCode != 0) throw new SealException($"Encryption:Command could not {verb} keys: it ended with code {process.ExitCode}.");
            return Convert.FromBase64String(text.Trim());
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SealException($"Encryption:Command did not {verb} keys within {timeout.TotalSeconds:0.#} seconds (Encryption:CommandTimeout).", e);
        }
        catch (FormatException e)
        {
            throw new SealException($"Encryption:Command answered {verb} with something that is not base64.", e);
        }
        finally
        {
            Stop(process);
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(command, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, CreateNoWindow = true };
        try
        {
            return Process.Start(start) ?? throw new SealException("Encryption:Command could not be started.");
        }
        catch (Win32Exception e)
        {
            throw new SealException($"Encryption:Command could not be started: {e.Message}", e);
        }
    }

    private static async Task WriteAsync(StreamWriter input, string verb, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await input.WriteAsync($"{verb}\n{Convert.ToBase64String(bytes.Span)}\n".AsMemory(), cancellationToken);
            input.Close();
        }
        catch (IOException)
        {
            // It ended without reading; its exit code says more.
        }
    }

    private static async Task<string> ReadAsync(StreamReader output, CancellationToken cancellationToken)
    {
        var text = new System.Text.StringBuilder();
        var buffer = new char[4096];
        for (int read; (read = await output.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (text.Length + read > MostAnswer) throw new SealException("Encryption:Command answered with more than a megabyte.");
            text.Append(buffer, 0, read);
        }

        return text.ToString();
    }

    private static void Stop(Process process)
    {
        try
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It ended meanwhile.
        }
    }
}
