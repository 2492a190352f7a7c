namespace Reprise.Server.Encryption;

/// <summary>The master key; section <c>Encryption</c>. None of the first three: encryption is off.</summary>
internal sealed class EncryptionOptions
{
    public const string Section = "Encryption";

    /// <summary>A file with the master key: 32 bytes as base64 or as hex digits. <c>reprise keys generate</c> makes one.</summary>
    public string? MasterKeyFile { get; set; }

    /// <summary>The master key itself, in the same form; for a variable (<c>REPRISE_Encryption__MasterKey</c>) that something else fills, not for a file beside the data.</summary>
    public string? MasterKey { get; set; }

    /// <summary>A program that wraps and unwraps keys, such as one that calls a key management service. Started without a shell.</summary>
    public string? Command { get; set; }

    /// <summary>What the program is started with, one by one.</summary>
    public IList<string> CommandArguments { get; } = [];

    /// <summary>Longest the program may take. Default 10 seconds, at most 2 minutes.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>What the program's key is called in the record of keys. Default <c>command</c>; another name when the service gets another key.</summary>
    public string CommandKeyId { get; set; } = "command";

    /// <summary>The master key of before, as a file, while the record is changed over to another one.</summary>
    public string? PreviousMasterKeyFile { get; set; }

    /// <summary>The same as a value.</summary>
    public string? PreviousMasterKey { get; set; }
}
