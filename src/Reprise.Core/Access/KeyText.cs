using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Reprise.Access;

/// <summary>A key as programs hold it: <c>rpr_&lt;id&gt;_&lt;secret&gt;</c>, the secret 256 bits from the system's generator.</summary>
public readonly record struct KeyText(string Id, string Secret)
{
    /// <summary>Whatever begins so is meant for us and never for a provider.</summary>
    public const string Prefix = "rpr_";

    /// <summary>Of every key as a whole.</summary>
    public const int Length = 4 + IdLength + 1 + SecretLength;

    private const int IdLength = 12;
    private const int SecretLength = 64;
    private static readonly SearchValues<char> s_ofId = SearchValues.Create("abcdefghjkmnpqrstvwxyz0123456789");
    private static readonly SearchValues<char> s_ofSecret = SearchValues.Create("0123456789abcdef");

    public static KeyText New() => new(RandomNumberGenerator.GetString("abcdefghjkmnpqrstvwxyz0123456789", IdLength), RandomNumberGenerator.GetHexString(SecretLength, lowercase: true));

    /// <summary>Whether a value is meant to be one of our keys, good or not.</summary>
    public static bool Looks([NotNullWhen(true)] string? text) => text is not null && text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    public static bool TryParse(string? text, out KeyText key)
    {
        key = default;
        if (text is null || text.Length != Length || !text.StartsWith(Prefix, StringComparison.Ordinal) || text[Prefix.Length + IdLength] != '_') return false;
        var id = text.AsSpan(Prefix.Length, IdLength);
        var secret = text.AsSpan(Prefix.Length + IdLength + 1);
        if (id.ContainsAnyExcept(s_ofId) || secret.ContainsAnyExcept(s_ofSecret)) return false;
        key = new KeyText(id.ToString(), secret.ToString());
        return true;
    }

    /// <summary>What is kept of the secret.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(Secret)));

    /// <summary>Whether this is the secret of that hash, in a time that does not tell how far they agree.</summary>
    public bool Matches(string hash) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash()), Encoding.ASCII.GetBytes(hash));

    /// <summary>As it is given to whoever made it, once.</summary>
    public string Reveal() => $"{Prefix}{Id}_{Secret}";

    /// <summary>Never the secret: this is what ends up in logs.</summary>
    public override string ToString() => $"{Prefix}{Id}_…";
}
