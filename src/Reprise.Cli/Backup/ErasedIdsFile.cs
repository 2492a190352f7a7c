using System.Text.Json;
using Reprise.Privacy.Erasure;

namespace Reprise.Cli.Backup;

/// <summary>The file of <c>reprise erase export</c>.</summary>
internal static class ErasedIdsFile
{
    public static byte[] Write(ErasedIdsExport known) => [.. JsonSerializer.SerializeToUtf8Bytes(known, BackupJson.Default.ErasedIdsExport), (byte)'\n'];

    public static ErasedIdsExport Read(string path)
    {
        try
        {
            var known = JsonSerializer.Deserialize(File.ReadAllBytes(path), BackupJson.Default.ErasedIdsExport);
            if (known is { Format: ErasedIdsExport.FormatName, Version: <= ErasedIdsExport.LatestVersion }) return known;
        }
        catch (JsonException)
        {
            // Said below, with the rest that is no such file.
        }

        throw new CommandFailedException($"--erasures: '{path}' is no file of 'reprise erase export' that this build can read.");
    }
}
