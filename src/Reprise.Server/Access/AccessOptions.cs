namespace Reprise.Server.Access;

/// <summary>Who may reach the server; section <c>Access</c>.</summary>
internal sealed class AccessOptions
{
    public const string Section = "Access";

    /// <summary>Stands in <see cref="AllowedHosts"/> for every name.</summary>
    public const string AnyHost = "*";

    /// <summary>
    /// Answer on addresses that others can reach, without any login. Default false: there every request needs a key or somebody who has signed in. Only for a
    /// network where everybody may read every recorded conversation and change everything.
    /// </summary>
    public bool AllowUnauthenticated { get; set; }

    /// <summary>Ask for a key or a sign-in on loopback too: behind a reverse proxy, and on a machine that several people share. Default false.</summary>
    public bool RequireLogin { get; set; }

    /// <summary>
    /// Further names under which requests may come in, such as that of a reverse proxy; without port, <c>*</c> for any. Pages of these hosts may send requests, on
    /// whatever port they are. Names of this machine, addresses and, beyond loopback, names without a dot need not be listed.
    /// </summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>The address at which people see the page, such as <c>https://reprise.example</c>, when a proxy in front of the server speaks TLS. Its host counts as allowed.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>How long somebody stays signed in without a request. Default 12 hours.</summary>
    public TimeSpan SignInIdle { get; set; } = TimeSpan.FromHours(12);

    /// <summary>How long somebody stays signed in at most. Default 7 days.</summary>
    public TimeSpan SignInLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Those who vouch for people, by name.</summary>
    public Dictionary<string, External.IdentityProviderOptions> Providers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether people reach the server by TLS, in front of which somebody else may stand.</summary>
    public bool IsTls => PublicUrl?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Whether a name, as a URL has it, is one of the allowed.</summary>
    public bool Allows(string host)
    {
        var name = host.Trim('[', ']');
        return AllowedHosts.Contains(name, StringComparer.OrdinalIgnoreCase) || (PublicUrl is { } url && new Uri(url).Host.Trim('[', ']').Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    public IEnumerable<string> Mistakes()
    {
        for (var i = 0; i < AllowedHosts.Count; i++)
        {
            if (AllowedHosts[i] != AnyHost && Uri.CheckHostName(AllowedHosts[i]) == UriHostNameType.Unknown) yield return $"Access:AllowedHosts:{i} is '{AllowedHosts[i]}'; expected a host name without port, or *.";
        }

        if (PublicUrl is not null && (!Uri.TryCreate(PublicUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.AbsolutePath != "/" || url.Query.Length > 0 || url.UserInfo.Length > 0))
            yield return "Access:PublicUrl must be scheme and host alone, such as https://reprise.example.";
        if (SignInIdle < TimeSpan.FromMinutes(1) || SignInIdle > SignInLifetime) yield return "Access:SignInIdle must be at least a minute and at most Access:SignInLifetime.";
        if (SignInLifetime > TimeSpan.FromDays(366)) yield return "Access:SignInLifetime must be at most 366 days.";
        foreach (var mistake in Providers.SelectMany(static provider => provider.Value.Mistakes(provider.Key))) yield return mistake;
        if (AllowUnauthenticated && RequireLogin) yield return "Access:AllowUnauthenticated and Access:RequireLogin say the opposite of each other; take one away.";
    }
}
