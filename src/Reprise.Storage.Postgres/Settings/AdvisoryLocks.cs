namespace Reprise.Storage.Postgres.Settings;

/// <summary>Numbers of advisory locks, which belong to the whole database: the word "Reprise" in ASCII and one byte behind it.</summary>
internal static class AdvisoryLocks
{
    /// <summary>Held by the server that leads, as long as its session lives.</summary>
    public const long Leader = 0x5265_7072_6973_6501;

    /// <summary>Held while the settings tables are made or changed.</summary>
    public const long SettingsSchema = 0x5265_7072_6973_6502;
}
