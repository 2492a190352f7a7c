using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Reprise.Cli.Backup;

/// <summary>How far a restore got, kept with the backup while it runs.</summary>
/// <param name="BackupId">Of which backup.</param>
/// <param name="Files">Files whose content the server has acknowledged, from the first on.</param>
internal sealed record RestoreMark(string BackupId, int Files)
{
    /// <summary>A name for one server and project, so that restores to two do not take each other's mark.</summary>
    public static string NameOf(string server, string? into) => $"restore-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{server}\n{into}")))[..12]}.json";

    public static async Task<int> ReadAsync(IBackupPlace place, string name, string backupId, CancellationToken cancellationToken)
    {
        try
        {
            if (await place.FindAsync(name, cancellationToken) is not { } bytes) return 0;
            return JsonSerializer.Deserialize(bytes, BackupJson.Default.RestoreMark) is { } mark && mark.BackupId == backupId ? mark.Files : 0;
        }
        catch (JsonException)
        {
            return 0;
        }
    }

    /// <summary>A mark that cannot be kept only costs time later, since records are stored once whatever is sent.</summary>
    public static async Task WriteAsync(IBackupPlace place, string name, string backupId, int files, CancellationToken cancellationToken)
    {
        try
        {
            if (files == 0) await place.RemoveAsync(name, cancellationToken);
            else await place.WriteAsync(name, JsonSerializer.SerializeToUtf8Bytes(new RestoreMark(backupId, files), BackupJson.Default.RestoreMark), cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or HttpRequestException)
        {
            // The place may be read-only, as a backup well can be.
        }
    }
}
