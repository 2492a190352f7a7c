using Reprise.Encryption;

namespace Reprise.Server.Encryption;

/// <summary>Finds the master key that the settings name. Every mistake stops the start with the name of the setting and never with the key.</summary>
internal static class MasterKeys
{
    /// <summary>Null when encryption is off. Throws <see cref="InvalidOperationException"/>.</summary>
    public static IMasterKey? Current(EncryptionOptions options)
    {
        string[] named = [.. Named(options)];
        if (named.Length > 1) throw new InvalidOperationException($"{string.Join(" and ", named)} are both set; the master key comes from one of them.");
        if (options.Command is not { Length: > 0 } command) return Read("Encryption:MasterKeyFile", options.MasterKeyFile, "Encryption:MasterKey", options.MasterKey);
        if (options.CommandTimeout <= TimeSpan.Zero || options.CommandTimeout > TimeSpan.FromMinutes(2)) throw new InvalidOperationException("Encryption:CommandTimeout must be more than 0 and at most 2 minutes.");
        if (options.CommandKeyId is not { Length: > 0 and <= 64 }) throw new InvalidOperationException("Encryption:CommandKeyId must have 1 to 64 characters.");
        return new CommandMasterKey(options.CommandKeyId, command, [.. options.CommandArguments], options.CommandTimeout);
    }

    /// <summary>The one of before, or null.</summary>
    public static IMasterKey? Previous(EncryptionOptions options) =>
        Read("Encryption:PreviousMasterKeyFile", options.PreviousMasterKeyFile, "Encryption:PreviousMasterKey", options.PreviousMasterKey);

    private static IEnumerable<string> Named(EncryptionOptions options)
    {
        if (options.MasterKeyFile is { Length: > 0 }) yield return "Encryption:MasterKeyFile";
        if (options.MasterKey is { Length: > 0 }) yield return "Encryption:MasterKey";
        if (options.Command is { Length: > 0 }) yield return "Encryption:Command";
    }

    private static LocalMasterKey? Read(string fileSetting, string? file, string valueSetting, string? value)
    {
        if (file is { Length: > 0 }) return LocalMasterKey.TryRead(ReadFile(fileSetting, file)) ?? throw Wrong(fileSetting, "holds no master key");
        return value is { Length: > 0 } ? LocalMasterKey.TryRead(value) ?? throw Wrong(valueSetting, "is no master key") : null;
    }

    private static string ReadFile(string setting, string file)
    {
        try
        {
            // A key has 64 characters at most; a large file is something else.
            return new FileInfo(file).Length <= 1024 ? File.ReadAllText(file) : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InvalidOperationException($"{setting} cannot be read: {e.Message}", e);
        }
    }

    private static InvalidOperationException Wrong(string setting, string what) =>
        new($"{setting} {what}; expected 32 random bytes as base64 or as 64 hex digits. 'reprise keys generate' makes one.");
}
