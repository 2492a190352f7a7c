namespace Reprise.Privacy.Detection;

/// <summary>What can be found. Words of the API, of policies, and of placeholders in redacted texts.</summary>
public static class FindingTypes
{
    public const string Email = "email";
    public const string Phone = "phone";

    /// <summary>A payment card's number that passes Luhn.</summary>
    public const string Card = "card";
    public const string Iban = "iban";

    /// <summary>A number that a state gives to a person, with its checksum where it has one; the country follows, as in <c>national_id.us_ssn</c>.</summary>
    public const string NationalId = "national_id";
    public const string Ip = "ip";
    public const string Mac = "mac";

    /// <summary>A web address with a user and a password, or a credential in its query.</summary>
    public const string UrlCredentials = "url_credentials";
    public const string DateOfBirth = "date_of_birth";
    public const string Address = "address";
    public const string Name = "name";
    public const string Wallet = "wallet";

    /// <summary>A key, token, password or private key; its type follows, as in <c>secret.aws_access_key</c>.</summary>
    public const string Secret = "secret";

    /// <summary>All of them, without those that follow behind a dot.</summary>
    public static IReadOnlyList<string> All { get; } = [Email, Phone, Card, Iban, NationalId, Ip, Mac, UrlCredentials, DateOfBirth, Address, Name, Wallet, Secret];

    /// <summary>The part before the dot.</summary>
    public static string FamilyOf(string type)
    {
        ArgumentNullException.ThrowIfNull(type);
        var dot = type.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? type : type[..dot];
    }
}
