using System.Diagnostics;

namespace Reprise.Client.Tools;

/// <summary>
/// Runs a program within bounds of time, output and processes. Whatever it does, this comes back: a program that passes a bound is ended with all the processes it
/// made. Safe for use from many threads.
/// </summary>
public static class ExecutableRunner
{
    /// <summary>How long the rest of the output is waited for once the program has ended, where processes it left behind may hold it open.</summary>
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_watch = TimeSpan.FromMilliseconds(50);

    /// <summary>Runs a program to its end. Being cancelled is an end like the others, so that what was written until then is not lost.</summary>
    /// <exception cref="FileNotFoundException">There is no such program.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="System.ComponentModel.Win32Exception">It is there and cannot be run.</exception>
    public static async Task<ExecutableResult> RunAsync(ExecutableRun run, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentOutOfRangeException.ThrowIfNegative(run.KeptBytes);
        time ??= TimeProvider.System;

        // 1. Start it, in a group of its own where that can be.
        var marker = ProcessTree.NewMarker();
        using var process = new Process { StartInfo = ProgramStart.Of(run, marker) };
        var started = time.GetUtcNow();
        var began = time.GetTimestamp();
        process.Start();
        var tree = new ProcessTree(process, marker, hasOwnGroup: ProgramStart.HasOwnGroup(run));

        // 2. Feed it and read it; all at once, or one full pipe stops everything.
        using var bounds = new RunBounds(run, time, cancellationToken);
        var output = new KeptOutput(run.KeptBytes, run.FloodBytes, run.OutputTo, bounds.Flooded);
        var error = new KeptOutput(run.KeptBytes, run.FloodBytes, run.ErrorTo, bounds.Flooded);
        var feeding = run.IsInteractive ? Task.CompletedTask : FeedAsync(process, run.Input);
        var reading = Task.WhenAll(output.ReadAsync(process.StandardOutput.BaseStream), error.ReadAsync(process.StandardError.BaseStream));
        var watching = WatchAsync(tree, run, bounds, time);

        // 3. Wait for its end, or make it end.
        try
        {
            await process.WaitForExitAsync(bounds.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await tree.EndAsync().ConfigureAwait(false);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        // 4. What it left behind ends with it, and its pipes with that.
        var end = bounds.End;
        bounds.Close();
        if (end != ExecutableEnd.Exited || !run.KeepsChildren) await tree.EndLeftBehindAsync().ConfigureAwait(false);
        await SettleAsync(reading, () => end == ExecutableEnd.Exited && !cancellationToken.IsCancellationRequested && (output.IsPassingOn || error.IsPassingOn)).ConfigureAwait(false);
        await SettleAsync(feeding, static () => false).ConfigureAwait(false);
        await watching.ConfigureAwait(false);
        return new ExecutableResult
        {
            End = output.IsFlooded || error.IsFlooded ? ExecutableEnd.Flooded : end,
            ExitCode = process.ExitCode,
            Output = output.Kept(),
            Error = error.Kept(),
            OutputBytes = output.Bytes,
            ErrorBytes = error.Bytes,
            Started = started,
            Duration = time.GetElapsedTime(began),
        };
    }

    private static async Task FeedAsync(Process process, ReadOnlyMemory<byte> input)
    {
        try
        {
            var stream = process.StandardInput.BaseStream;
            await stream.WriteAsync(input).ConfigureAwait(false);
            await stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // It did not want all of it.
        }
    }

    private static async Task WatchAsync(ProcessTree tree, ExecutableRun run, RunBounds bounds, TimeProvider time)
    {
        if (run.MaxProcesses is not { } most || !ProcessTree.CanCount) return;
        try
        {
            while (!bounds.Token.IsCancellationRequested)
            {
                await Task.Delay(s_watch, time, bounds.Token).ConfigureAwait(false);
                if (tree.Count() > most) bounds.TooMany();
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    /// <summary>A reader that is stuck on a pipe somebody else holds open is left to end when they do.</summary>
    /// <param name="task">What is waited for.</param>
    /// <param name="isHeardSlowly">Whether it is stuck on whoever listens instead, such as a pager: the rest is theirs, however long they take.</param>
    private static async Task SettleAsync(Task task, Func<bool> isHeardSlowly)
    {
        while (true)
        {
            try
            {
                await task.WaitAsync(s_rest).ConfigureAwait(false);
                return;
            }
            catch (TimeoutException) when (isHeardSlowly())
            {
                // Once more.
            }
            catch (TimeoutException)
            {
                // What came until now is the output.
                return;
            }
        }
    }
}
