using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Reprise.Client.Tools;

/// <summary>
/// A program and every process it made. On Linux they are told by their group and by a mark in their environment, which they inherit even where they left the group; elsewhere
/// by whose children they are.
/// </summary>
internal sealed class ProcessTree(Process root, string marker, bool hasOwnGroup)
{
    public const string MarkerName = "REPRISE_RUN";
    private const int KillSignal = 9;

    /// <summary>What makes processes faster than they are found is ended by its group; this bounds the rest.</summary>
    private const int MostRounds = 100;
    private static readonly TimeSpan s_round = TimeSpan.FromMilliseconds(10);

    private readonly int _id = root.Id;
    private readonly byte[] _mark = Encoding.ASCII.GetBytes(marker);

    /// <summary>Whether processes can be counted here.</summary>
    public static bool CanCount { get; } = OperatingSystem.IsLinux() && Directory.Exists("/proc/self");

    public static string NewMarker() => ActivityTraceId.CreateRandom().ToHexString();

    /// <summary>How many are alive; of a program with a group of its own those in the group, which is quickly told.</summary>
    public int Count() => hasOwnGroup ? Ids().Count(found => GroupOf(found.Folder) == _id) : Alive().Count;

    /// <summary>Ends all of them.</summary>
    public async Task EndAsync()
    {
        if (CanCount && hasOwnGroup) _ = Kill(-_id, KillSignal);
        try
        {
            root.Kill(entireProcessTree: !CanCount);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has just ended.
        }

        await EndLeftBehindAsync().ConfigureAwait(false);
    }

    /// <summary>Ends what is still there of it once it has ended.</summary>
    public async Task EndLeftBehindAsync()
    {
        if (!CanCount) return;
        for (var round = 0; round < MostRounds; round++)
        {
            var alive = Alive();
            if (alive.Count == 0) return;
            // By group first: one call reaches processes that are being made just now.
            foreach (var group in alive.Select(static one => one.Group).Distinct().Where(group => group == _id)) _ = Kill(-group, KillSignal);
            foreach (var (id, _) in alive) _ = Kill(id, KillSignal);
            await Task.Delay(s_round).ConfigureAwait(false);
        }
    }

    private List<(int Id, int Group)> Alive()
    {
        var found = new List<(int, int)>();
        foreach (var (id, folder) in Ids())
            if (GroupOf(folder) is { } group && ((hasOwnGroup && group == _id) || IsMarked(folder))) found.Add((id, group));
        return found;
    }

    private static IEnumerable<(int Id, string Folder)> Ids()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id)) yield return (id, folder);
    }

    /// <summary>Null for a process that is over, or only waits to be asked how it ended.</summary>
    private static int? GroupOf(string folder)
    {
        try
        {
            // The name stands in brackets and may hold anything: "123 (a) b) S 1 123 …".
            var stat = File.ReadAllText(folder + "/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ', 4);
            return fields[0] is "Z" or "X" ? null : int.Parse(fields[2], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or ArgumentException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private bool IsMarked(string folder)
    {
        try
        {
            return File.ReadAllBytes(folder + "/environ").AsSpan().IndexOf(_mark) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

#pragma warning disable SYSLIB1054 // Two numbers need no marshalling, and generated code would need unsafe blocks.
    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int id, int signal);
#pragma warning restore SYSLIB1054
}
