using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Reprise.Server.Telemetry;

/// <summary>
/// The address for gRPC without TLS. Without TLS client and server cannot agree on HTTP/2 in passing, so it has an address where nothing else is spoken, behind the others in the list of addresses.
/// </summary>
internal sealed class GrpcListening
{
    private readonly int _port;
    private readonly int _place;
    private int _seen;

    private GrpcListening(int port, int place) => (_port, _place) = (port, place);

    /// <summary>Adds the address to those that the server listens on; null when there is none to add.</summary>
    public static GrpcListening? AddTo(IConfiguration configuration)
    {
        // What is wrong with it is said when the options are checked.
        if (!Uri.TryCreate(configuration[$"{TelemetryOptions.Section}:{nameof(TelemetryOptions.GrpcUrl)}"], UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp) return null;
        var others = (configuration["Urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        configuration["Urls"] = string.Join(';', [.. others, url.GetLeftPart(UriPartial.Authority)]);
        return new GrpcListening(url.Port, others.Length);
    }

    public void Configure(KestrelServerOptions kestrel) => kestrel.ConfigureEndpointDefaults(listen =>
    {
        // A free port has no number yet; then it is known by its place.
        var place = _seen++;
        if (_port != 0 ? (listen.EndPoint as System.Net.IPEndPoint)?.Port == _port : place == _place) listen.Protocols = HttpProtocols.Http2;
    });
}
