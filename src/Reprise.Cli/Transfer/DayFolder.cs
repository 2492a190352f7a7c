using System.Globalization;
using Reprise.Transfer.Export;

namespace Reprise.Cli.Transfer;

/// <summary>
/// A folder with one file a day (UTC), <c>interactions_YYYY-MM-DD.jsonl</c>. A day is finished, and its file whole, when a record of a later day comes or the
/// export ends.
/// </summary>
internal sealed class DayFolder : IExportTarget
{
    private const string Prefix = "interactions_";
    private const string DayFormat = "yyyy-MM-dd";

    private readonly string _folder;
    private readonly ExportFormat _format;
    private ExportFile? _file;
    private DateOnly _day;

    private DayFolder(string folder, ExportFormat format)
    {
        _folder = folder;
        _format = format;
    }

    public ResumePoint? Resume { get; private init; }

    /// <summary>Finished files, and the one that is being written.</summary>
    public int Files { get; private set; }

    /// <summary>Files of days in a folder, oldest first, whole or not.</summary>
    public static IReadOnlyList<string> Find(string folder, string extension) => !Directory.Exists(folder) ? []
        : [.. Directory.EnumerateFiles(folder, Prefix + "*")
            .Where(path => DayOf(path, extension) is not null)
            .OrderBy(path => DayOf(path, extension)).ThenBy(static path => path, StringComparer.Ordinal)];

    /// <summary>Begins anew. Over what is there only day by day: a file stays until a whole one takes its place, and that of a day without records stays for good.</summary>
    public static DayFolder Create(string folder, ExportFormat format, bool replace)
    {
        if (!replace && Find(folder, format.Extension) is [var first, ..])
            throw new CommandFailedException($"{folder} holds files of days already, such as {Path.GetFileName(first)}; --resume continues the last, --force replaces them.");
        Directory.CreateDirectory(folder);
        return new DayFolder(folder, format);
    }

    /// <summary>Goes on with the day that was under way, else with the last there is; the days before it are not touched.</summary>
    public static async Task<DayFolder> ContinueAsync(string folder, ExportFormat format, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var days = Find(folder, format.Extension);
        // An export that was to replace what is there has left later days of an earlier one behind it.
        var underWay = days.Where(static path => ExportFile.FinalOf(path) != path).MaxBy(File.GetLastWriteTimeUtc);
        var until = underWay is null ? null : DayOf(underWay, format.Extension);
        foreach (var last in days.Where(path => until is null || DayOf(path, format.Extension) <= until).Select(ExportFile.FinalOf).Distinct(StringComparer.Ordinal).Reverse())
        {
            var file = await ExportFile.ContinueAsync(last, format, cancellationToken);
            // A file without a whole record says nothing about how far it got; the day before it does.
            if (file.Resume is { } resume) return new DayFolder(folder, format) { _file = file, _day = DayOf(last, format.Extension)!.Value, Files = 1, Resume = resume };
            await file.DisposeAsync();
            File.Delete(ExportFile.PartialOf(last));
        }

        return new DayFolder(folder, format);
    }

    public async ValueTask<Stream> OutputForAsync(DateTimeOffset timestamp, CancellationToken cancellationToken)
    {
        var day = DateOnly.FromDateTime(timestamp.UtcDateTime);
        if (_file is not null && day == _day) return _file.Output;
        await CompleteAsync(cancellationToken);
        _day = day;
        _file = await ExportFile.CreateAsync(Path.Combine(_folder, $"{Prefix}{day.ToString(DayFormat, CultureInfo.InvariantCulture)}.{_format.Extension}"), _format, cancellationToken);
        Files++;
        return _file.Output;
    }

    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (_file is null) return;
        await _file.CompleteAsync(cancellationToken);
        _file = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_file is not null) await _file.DisposeAsync();
    }

    private static DateOnly? DayOf(string path, string extension)
    {
        var name = Path.GetFileName(ExportFile.FinalOf(path));
        if (!name.StartsWith(Prefix, StringComparison.Ordinal) || !name.EndsWith("." + extension, StringComparison.Ordinal)) return null;
        return DateOnly.TryParseExact(name[Prefix.Length..^(extension.Length + 1)], DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
    }
}
