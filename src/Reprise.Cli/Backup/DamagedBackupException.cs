namespace Reprise.Cli.Backup;

/// <summary>A backup is not as it was written. Says which file, and what is wrong with it.</summary>
internal sealed class DamagedBackupException(string file, string reason) : Exception($"{file}: {reason}");
