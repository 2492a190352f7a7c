using System.Net;
using Microsoft.AspNetCore.Http;

namespace Reprise.Server.Access;

/// <summary>What counts as this machine.</summary>
internal static class Loopback
{
    /// <summary>Without an address, as over a socket in the file system, it is.</summary>
    public static bool Is(IPAddress? address) => address is null || IPAddress.IsLoopback(address) || (address.IsIPv4MappedToIPv6 && IPAddress.IsLoopback(address.MapToIPv4()));

    /// <summary>Whether an address that the server listens on can be reached from this machine alone.</summary>
    public static bool IsBinding(string address)
    {
        if (address.StartsWith("http://unix:", StringComparison.OrdinalIgnoreCase)) return true;
        var host = BindingAddress.Parse(address).Host;
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
    }
}
