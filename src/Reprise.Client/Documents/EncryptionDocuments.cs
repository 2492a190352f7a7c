namespace Reprise.Client.Documents;

/// <summary>Whether everything is sealed, and with which keys. Nothing of it is secret.</summary>
/// <param name="Enabled">Whether a master key is configured.</param>
/// <param name="MasterKey">Its id, which says nothing of the key.</param>
/// <param name="Projects">Keys by project, the installation's own (empty name) first.</param>
/// <param name="Since">When encryption was turned on; null where it never was.</param>
/// <param name="PlainAtMost">How many interactions from before may still be there, plain.</param>
public sealed record EncryptionDocument(bool Enabled, string? MasterKey, IReadOnlyList<ProjectKeysDocument> Projects, DateTimeOffset? Since, long? PlainAtMost);

/// <param name="Project">Empty for the installation's own key.</param>
/// <param name="MasterKey">The id of the master key that wraps these.</param>
/// <param name="Versions">Oldest first; the last one seals.</param>
/// <param name="DestroyedThrough">Versions up to this one were destroyed.</param>
public sealed record ProjectKeysDocument(string Project, string? MasterKey, IReadOnlyList<KeyVersionDocument> Versions, int DestroyedThrough);

/// <param name="Version">From 1.</param>
/// <param name="Created">When it was made.</param>
public sealed record KeyVersionDocument(int Version, DateTimeOffset Created);

/// <param name="Master">Wrap all keys with the master key of now, instead of making new data keys.</param>
/// <param name="Projects">Whose data keys; all when null.</param>
public sealed record RotationRequest(bool Master, IReadOnlyList<string>? Projects);

/// <param name="Rotated">New versions of data keys.</param>
/// <param name="Rewrapped">Records of keys that were wrapped again.</param>
public sealed record RotationResult(IReadOnlyList<RotatedKey> Rotated, int Rewrapped);

/// <param name="Project">Empty for the installation's own key.</param>
/// <param name="Version">The version that seals from now on.</param>
public sealed record RotatedKey(string Project, int Version);

/// <param name="Wrapped">As it lies beside the backup.</param>
public sealed record WrappedKey(byte[] Wrapped);

/// <param name="Key">32 bytes. Secret.</param>
/// <param name="Wrapped">The same wrapped by the master key; null when it was opened.</param>
/// <param name="MasterKey">The id of that master key.</param>
public sealed record BackupKeyDocument(byte[] Key, byte[]? Wrapped, string? MasterKey);
