namespace Reprise.Client.Tools;

/// <summary>A tool that is a program: what it is started with, what it may see and use, and what its answer depends on.</summary>
public sealed record ExecutableTool
{
    /// <summary>By what it is called and found again: letters, digits, <c>_</c> and <c>-</c>.</summary>
    public required string Id { get; init; }

    /// <summary>For the model that may call it.</summary>
    public string Description { get; init; } = "";

    /// <summary>
    /// The program and its arguments. <c>{name}</c> within one is a value of the caller's, who says it by that name; it stays one argument whatever it holds. A value that begins
    /// with <c>-</c> is refused where it would begin an argument, since programs take such for an option.
    /// </summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>What the values are, by name, for the model.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the caller may add arguments of any kind behind these. Default no.</summary>
    public bool TakesArguments { get; init; }

    /// <summary>Whether the caller may say what the program reads. Default no.</summary>
    public bool TakesInput { get; init; }

    /// <summary>Where it runs; null for the current folder.</summary>
    public string? WorkingFolder { get; init; }

    /// <summary>Names of what it sees of this process's environment. Default is what programs need to run at all; credentials are not among it.</summary>
    public IReadOnlyList<string> PassedEnvironment { get; init; } = DefaultEnvironment;

    /// <summary>What it sees beside that.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How much of its output, and as much of its errors, is kept. Default 1 MiB. A cut answer is not given again.</summary>
    public int KeptBytes { get; init; } = 1024 * 1024;

    /// <summary>A program that writes more than this is ended. Default 64 MiB.</summary>
    public long? FloodBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>A program with more processes is ended (on Linux). Default 512.</summary>
    public int? MaxProcesses { get; init; } = 512;

    /// <summary>When the answer may come from the record; null for never. Declare <see cref="Inputs"/> with it, or a changed file has the old answer.</summary>
    public ToolCachePolicy? Cache { get; init; }

    /// <summary>Files the answer depends on, as patterns below the folder: <c>src/**</c>, <c>!**/*.tmp</c>. Their contents are part of the key.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>Files the program makes, as patterns below the folder. They are recorded with the answer, and written again when it is given again.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>Most that the files it makes may hold together; larger ones are not recorded, and the answer is not given again. Default 4 MiB.</summary>
    public int OutputFileBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Of the program, part of the key; null to use the content of the program's file.</summary>
    public string? Version { get; init; }

    /// <summary>What programs need to run at all.</summary>
    public static IReadOnlyList<string> DefaultEnvironment { get; } = ["PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "TEMP", "TMP", "SystemRoot", "PATHEXT", "USERPROFILE"];
}
