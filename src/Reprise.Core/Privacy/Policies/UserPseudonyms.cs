using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Reprise.Encryption;

namespace Reprise.Privacy.Policies;

/// <summary>What stands in the record in the place of users' ids and addresses where a policy hides them: the same one for the same id, and no way back without the project's secret.</summary>
public sealed class UserPseudonyms(IProjectSecrets secrets)
{
    /// <summary>For what the project's secrets are asked.</summary>
    public const string UserPurpose = "user";
    public const string AddressPurpose = "ip";

    private const string UserPrefix = "u-";
    private const string AddressPrefix = "ip-";
    private const int HashLength = 32;
    private static readonly SearchValues<char> s_hash = SearchValues.Create("0123456789abcdef");

    /// <summary>The name under which a user's interactions stand in a project whose policy hides users. One that is such a name already stays.</summary>
    public string Of(string project, string plain)
    {
        ArgumentNullException.ThrowIfNull(plain);
        return IsOne(plain, UserPrefix) ? plain : UserPrefix + Hash(project, UserPurpose, plain)[..HashLength];
    }

    /// <summary>The same for an address.</summary>
    public string OfAddress(string project, string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return IsOne(address, AddressPrefix) ? address : AddressPrefix + Hash(project, AddressPurpose, address)[..HashLength];
    }

    /// <summary>The key of a user's opt-out in settings. Takes a plain id or its pseudonym, which lead to the same.</summary>
    public string OptOutKey(string project, string user) => Of(project, user)[UserPrefix.Length..];

    private string Hash(string project, string purpose, string text) => Convert.ToHexStringLower(HMACSHA256.HashData(secrets.Of(project, purpose).Span, Encoding.UTF8.GetBytes(text)));

    private static bool IsOne(string text, string prefix) =>
        text.Length == prefix.Length + HashLength && text.StartsWith(prefix, StringComparison.Ordinal) && !text.AsSpan(prefix.Length).ContainsAnyExcept(s_hash);
}
