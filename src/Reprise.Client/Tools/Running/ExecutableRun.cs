namespace Reprise.Client.Tools;

/// <summary>A program to run, and within what bounds. No shell takes part: arguments reach the program as they are.</summary>
public sealed record ExecutableRun
{
    /// <summary>The program and its arguments. A program without a slash is looked for in the <c>PATH</c> it will see; one with a slash is relative to the folder it runs in.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Where it runs; null for the current one.</summary>
    public string? WorkingFolder { get; init; }

    /// <summary>All it sees of the environment; null for all that this process sees.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>What it reads. Empty is the end of the input at once.</summary>
    public ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>Whether it reads from this process's own input instead, and stays in its group, so that a terminal's signals reach it.</summary>
    public bool IsInteractive { get; init; }

    /// <summary>How long it may take. Default a minute; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How much of its output, and as much of its errors, is kept. Default 1 MiB; what follows is read and dropped.</summary>
    public int KeptBytes { get; init; } = 1024 * 1024;

    /// <summary>A program that writes more than this, to either, is ended. Default 64 MiB; null for no limit.</summary>
    public long? FloodBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>A program with more processes than this is ended with all of them (on Linux). Default 512; null for no limit.</summary>
    public int? MaxProcesses { get; init; } = 512;

    /// <summary>Whether processes it left behind go on when it ended by itself. Default no.</summary>
    public bool KeepsChildren { get; init; }

    /// <summary>Is given the output as it comes, all of it; null for nobody. Not disposed.</summary>
    public Stream? OutputTo { get; init; }

    /// <summary>Is given the errors as they come; null for nobody. Not disposed.</summary>
    public Stream? ErrorTo { get; init; }
}
