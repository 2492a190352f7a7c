using System.Diagnostics;

namespace Reprise.Client.Tools;

/// <summary>How a program is started: found once, in the path it will see, and with what stands in the run and nothing else.</summary>
internal static class ProgramStart
{
    /// <summary>Puts a program into a session of its own and becomes it, so that all it makes can be ended at once. Part of every Linux.</summary>
    private static readonly string? s_session = OperatingSystem.IsLinux() ? Array.Find(["/usr/bin/setsid", "/bin/setsid"], File.Exists) : null;

    /// <summary>Whether a program is put into a group of its own, by which all it makes is told; not where the system has nothing that does so.</summary>
    public static bool HasOwnGroup(ExecutableRun run) => !run.IsInteractive && s_session is not null;

    public static ProcessStartInfo Of(ExecutableRun run, string marker)
    {
        if (run.Arguments.Count == 0) throw new ArgumentException("A run needs a program.", nameof(run));
        var folder = Path.GetFullPath(run.WorkingFolder ?? ".");
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"The folder {folder} to run in is not there.");
        var program = Find(run.Arguments[0], folder, run.Environment);
        var session = run.IsInteractive ? null : s_session;
        var start = new ProcessStartInfo
        {
            FileName = session ?? program,
            WorkingDirectory = folder,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = !run.IsInteractive,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (session is not null) start.ArgumentList.Add(program);
        foreach (var argument in run.Arguments.Skip(1)) start.ArgumentList.Add(argument);
        if (run.Environment is { } environment)
        {
            start.Environment.Clear();
            foreach (var (name, value) in environment) start.Environment[name] = value;
        }

        // A run within a run belongs to both, and ends with the outer one too.
        var outer = Environment.GetEnvironmentVariable(ProcessTree.MarkerName);
        start.Environment[ProcessTree.MarkerName] = string.IsNullOrEmpty(outer) ? marker : $"{outer}.{marker}";
        return start;
    }

    /// <summary>The program's full path.</summary>
    public static string Find(string program, string folder, IReadOnlyDictionary<string, string>? environment)
    {
        ArgumentException.ThrowIfNullOrEmpty(program);
        if (program.Contains('/', StringComparison.Ordinal) || (OperatingSystem.IsWindows() && program.Contains('\\', StringComparison.Ordinal)))
        {
            var full = Path.GetFullPath(program, folder);
            return File.Exists(full) ? full : throw new FileNotFoundException($"There is no program {full}.", full);
        }

        var path = environment is null ? Environment.GetEnvironmentVariable("PATH") : environment.GetValueOrDefault("PATH");
        foreach (var place in (path ?? "/usr/local/bin:/usr/bin:/bin").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var name in OperatingSystem.IsWindows() ? [program, program + ".exe"] : new[] { program })
            {
                var full = Path.Combine(Path.GetFullPath(place, folder), name);
                if (IsProgram(full)) return full;
            }
        }

        throw new FileNotFoundException($"There is no program {program} in the path.", program);
    }

    private static bool IsProgram(string path)
    {
        if (!File.Exists(path)) return false;
        return OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != UnixFileMode.None;
    }
}
