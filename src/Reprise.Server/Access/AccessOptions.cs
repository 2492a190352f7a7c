namespace Reprise.Server.Access;

/// <summary>Who may reach the server; section <c>Access</c>.</summary>
internal sealed class AccessOptions
{
    public const string Section = "Access";

    /// <summary>
    /// Answer on addresses that others can reach, without any login. Default false: then the server stops at start when it is bound to more than loopback.
    /// Only for a network where everybody may read every recorded conversation; access control with administrators comes with a later version.
    /// </summary>
    public bool AllowUnauthenticated { get; set; }

    /// <summary>
    /// Further names under which requests may come in while bound to loopback, such as that of a reverse proxy on this machine; without port. Pages of these
    /// hosts may send requests, on whatever port they are.
    /// </summary>
    public IList<string> AllowedHosts { get; } = [];

    public IEnumerable<string> Mistakes()
    {
        for (var i = 0; i < AllowedHosts.Count; i++)
        {
            if (Uri.CheckHostName(AllowedHosts[i]) == UriHostNameType.Unknown) yield return $"Access:AllowedHosts:{i} is '{AllowedHosts[i]}'; expected a host name without port.";
        }
    }
}
