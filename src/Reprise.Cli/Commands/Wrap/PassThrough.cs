using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Reprise.Cli.Commands.Exec;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Wrap;

/// <summary>Runs a command as if nobody stood before it.</summary>
internal static class PassThrough
{
    /// <summary>How long output may still come when the command itself has ended, from processes it left behind that hold its pipes.</summary>
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(2);

    /// <summary>Passed on to the command. SIGKILL and SIGSTOP reach nobody who could pass them on.</summary>
    private static readonly PosixSignal[] s_signals = [PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT, PosixSignal.SIGINT];

    /// <summary>The system's word for a file that is not there.</summary>
    private const int NotFound = 2;

    /// <param name="arguments">Program and arguments; no shell takes part.</param>
    /// <param name="terminal">Where its output goes.</param>
    /// <param name="keptBytes">Of each stream; 0 leaves the streams to the command.</param>
    /// <exception cref="Win32Exception">It cannot be started.</exception>
    public static async Task<PassedThrough> RunAsync(IReadOnlyList<string> arguments, Terminal terminal, int keptBytes)
    {
        var program = ProgramFile.Find(arguments[0], Environment.CurrentDirectory) ?? throw new Win32Exception(NotFound, $"There is no program {arguments[0]}.");
        var start = new ProcessStartInfo(program, arguments.Skip(1)) { UseShellExecute = false, RedirectStandardOutput = keptBytes > 0, RedirectStandardError = keptBytes > 0 };
        using var process = new Process { StartInfo = start };
        var signalled = false;
        var registrations = new List<PosixSignalRegistration>();
        try
        {
            process.Start();
            var id = process.Id;
            foreach (var signal in s_signals) registrations.Add(PosixSignalRegistration.Create(signal, context => PassOn(context, id)));
            if (keptBytes == 0)
            {
                await process.WaitForExitAsync();
                return new PassedThrough(process.ExitCode, signalled, null, null, 0, 0);
            }

            await using var error = Console.OpenStandardError();
            var (output, errors) = (new Kept(keptBytes), new Kept(keptBytes));
            var reading = Task.WhenAll(output.CopyAsync(process.StandardOutput.BaseStream, terminal.Output), errors.CopyAsync(process.StandardError.BaseStream, error));
            var exited = process.WaitForExitAsync();
            await Task.WhenAny(reading, exited);
            await exited;
            // Whoever reads slowly, such as a pager, gets all of it; only pipes that are held open without a word are not waited for.
            do await Task.WhenAny(reading, Task.Delay(s_rest));
            while (!reading.IsCompleted && (output.IsPassingOn || errors.IsPassingOn));
            return new PassedThrough(process.ExitCode, signalled, output.Bytes, errors.Bytes, output.Length, errors.Length);
        }
        finally
        {
            foreach (var registration in registrations) registration.Dispose();
        }

        void PassOn(PosixSignalContext context, int id)
        {
            context.Cancel = true;
            Volatile.Write(ref signalled, true);
            // A terminal tells the command of Ctrl-C itself.
            if (context.Signal != PosixSignal.SIGINT || !terminal.InputIsTerminal) _ = Kill(id, Number(context.Signal));
        }
    }

    private static int Number(PosixSignal signal) => signal switch { PosixSignal.SIGHUP => 1, PosixSignal.SIGINT => 2, PosixSignal.SIGQUIT => 3, _ => 15 };

#pragma warning disable SYSLIB1054 // Two numbers need no marshalling, and generated code would need unsafe blocks.
    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int id, int signal);
#pragma warning restore SYSLIB1054

    /// <summary>Passes a stream on and keeps its beginning.</summary>
#pragma warning disable CA1001 // A memory stream holds nothing that must be given back.
    private sealed class Kept(int limit)
#pragma warning restore CA1001
    {
        private readonly Lock _gate = new();
        private readonly MemoryStream _kept = new();
        private long _length;
        private bool _isPassingOn;

        /// <summary>Whether whoever listens is being waited for.</summary>
        public bool IsPassingOn => Volatile.Read(ref _isPassingOn);

        public long Length => Interlocked.Read(ref _length);

        public ReadOnlyMemory<byte> Bytes
        {
            get
            {
                lock (_gate) return _kept.ToArray();
            }
        }

        public async Task CopyAsync(Stream from, Stream to)
        {
            var piece = new byte[32 * 1024];
            try
            {
                int read;
                while ((read = await from.ReadAsync(piece)) > 0)
                {
                    Interlocked.Add(ref _length, read);
                    lock (_gate) _kept.Write(piece, 0, Math.Min(read, limit - (int)_kept.Length));
                    Volatile.Write(ref _isPassingOn, true);
                    await to.WriteAsync(piece.AsMemory(0, read));
                    await to.FlushAsync();
                    Volatile.Write(ref _isPassingOn, false);
                }
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or OutputClosedException)
            {
                // Whoever read our output has gone, as in 'reprise wrap … | head': the command is to learn it as it would without us.
                Volatile.Write(ref _isPassingOn, false);
                await from.DisposeAsync();
            }
        }
    }
}

/// <summary>How a command ended, and the beginning of what it wrote; null where that was not seen.</summary>
internal sealed record PassedThrough(int ExitCode, bool Signalled, ReadOnlyMemory<byte>? Output, ReadOnlyMemory<byte>? Error, long OutputBytes, long ErrorBytes);
