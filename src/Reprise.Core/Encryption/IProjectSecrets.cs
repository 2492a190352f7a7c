namespace Reprise.Encryption;

/// <summary>Secrets from which keyed hashes are made: pseudonyms, hashed users and addresses, words of an encrypted index. There with encryption on or off. Safe for use from many threads.</summary>
public interface IProjectSecrets
{
    /// <summary>32 bytes that are always the same for this project and purpose, on every server of one record, and differ from all others.</summary>
    ReadOnlyMemory<byte> Of(string project, string purpose);
}
