using System.Globalization;

namespace Reprise.Cli.Transfer;

/// <summary>How many lines of a file the server has acknowledged, kept beside the file while an import runs.</summary>
internal sealed class ImportMark(string file)
{
    private readonly string _path = file + ".import";

    /// <summary>Lines that need not be sent again; 0 when there is no mark that can be read.</summary>
    public long Read() =>
        File.Exists(_path) && long.TryParse(File.ReadAllText(_path).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var lines) ? lines : 0;

    /// <summary>A mark that cannot be kept only costs time later, since records are stored once whatever is sent.</summary>
    public async Task WriteAsync(long lines)
    {
        try
        {
            var next = _path + ".next";
            await File.WriteAllTextAsync(next, lines.ToString(CultureInfo.InvariantCulture));
            File.Move(next, _path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder of the file may be read-only.
        }
    }

    public void Remove()
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then it says that all lines are in, which is true.
        }
    }
}
