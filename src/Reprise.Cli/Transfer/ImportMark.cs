using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Reprise.Cli.Transfer;

/// <summary>
/// How many lines of a file the server has acknowledged, kept beside the file while an import runs. It counts for the same import only: what was sent elsewhere,
/// or read from other content, says nothing.
/// </summary>
internal sealed class ImportMark
{
    private const int HeadBytes = 64 * 1024;

    private readonly string _import;

    private ImportMark(string path, string import) => (Path, _import) = (path, import);

    public string Path { get; }

    /// <param name="file">The file, at any place; left at its beginning.</param>
    /// <param name="import">Where it goes and how it is read.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<ImportMark> OfAsync(FileStream file, IReadOnlyList<string> import, CancellationToken cancellationToken)
    {
        var head = new byte[Math.Min(HeadBytes, file.Length)];
        file.Seek(0, SeekOrigin.Begin);
        var read = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        file.Seek(0, SeekOrigin.Begin);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in import) hash.AppendData(Encoding.UTF8.GetBytes(part + "\n"));
        hash.AppendData(Encoding.UTF8.GetBytes(file.Length.ToString(CultureInfo.InvariantCulture) + "\n"));
        hash.AppendData(head.AsSpan(0, read));
        return new ImportMark(file.Name + ".import", Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16)));
    }

    /// <summary>Lines that need not be sent again, 0 when there is no mark; null when the one there is belongs to another import or cannot be read.</summary>
    public long? Read()
    {
        if (!File.Exists(Path)) return 0;
        return File.ReadAllText(Path).Trim().Split(' ') is [var lines, var import] && import == _import
            && long.TryParse(lines, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;
    }

    /// <summary>A mark that cannot be kept only costs time later, since records are stored once whatever is sent.</summary>
    public async Task WriteAsync(long lines)
    {
        try
        {
            var next = Path + ".next";
            await File.WriteAllTextAsync(next, $"{lines.ToString(CultureInfo.InvariantCulture)} {_import}");
            File.Move(next, Path, overwrite: true);
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
            File.Delete(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then it says that all lines are in, which is true.
        }
    }
}
