using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Reprise.Server.Access.External;

/// <summary>Asks a provider: where its pages are, what a code stands for, and with which keys it signs. Follows no redirects, and addresses that are none of its own kind are refused.</summary>
internal sealed class IdentityProvider(TimeProvider time) : IDisposable
{
    private const int MaxBytes = 1 << 20;
    private static readonly TimeSpan s_remember = TimeSpan.FromHours(1);
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = TimeSpan.FromSeconds(10), MaxResponseContentBufferSize = MaxBytes };
    private readonly ConcurrentDictionary<string, (JsonElement Value, DateTimeOffset At)> _remembered = new(StringComparer.Ordinal);

    /// <summary>What the provider says of itself; its issuer is the one that is configured.</summary>
    public async Task<JsonElement> DescribeAsync(IdentityProviderOptions options, CancellationToken cancellationToken)
    {
        var authority = options.Authority.TrimEnd('/');
        var found = await RememberedAsync($"{authority}/.well-known/openid-configuration", isFresh: false, cancellationToken);
        return IdentityToken.Text(found, "issuer")?.TrimEnd('/') == authority ? found : throw new RefusedIdentityException("The provider calls itself by another name than Authority.");
    }

    public Task<JsonElement> KeysAsync(JsonElement description, bool isFresh, CancellationToken cancellationToken) => RememberedAsync(Address(description, "jwks_uri"), isFresh, cancellationToken);

    /// <summary>What a code stands for.</summary>
    public async Task<JsonElement> RedeemAsync(JsonElement description, IdentityProviderOptions options, string code, string verifier, string redirect, CancellationToken cancellationToken)
    {
        var fields = new Dictionary<string, string> { ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = redirect, ["code_verifier"] = verifier, ["client_id"] = options.ClientId };
        using var request = new HttpRequestMessage(HttpMethod.Post, Address(description, "token_endpoint"));
        var ways = IdentityToken.Texts(description, "token_endpoint_auth_methods_supported");
        if (options.ClientSecret.Length > 0)
        {
            if (ways.Count > 0 && !ways.Contains("client_secret_basic") && ways.Contains("client_secret_post")) fields["client_secret"] = options.ClientSecret;
            else request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(options.ClientId)}:{Uri.EscapeDataString(options.ClientSecret)}")));
        }

        request.Content = new FormUrlEncodedContent(fields);
        return await SendAsync(request, cancellationToken);
    }

    /// <summary>What the provider says of a user beyond the token; an empty object when it says nothing.</summary>
    public async Task<JsonElement> UserAsync(JsonElement description, string accessToken, CancellationToken cancellationToken)
    {
        if (IdentityToken.Text(description, "userinfo_endpoint") is null) return JsonElement.Parse("{}");
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(description, "userinfo_endpoint"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        return await SendAsync(request, cancellationToken);
    }

    /// <summary>An address of the description, refused when it is none that we would send anybody to.</summary>
    public static string Address(JsonElement description, string name) =>
        IdentityToken.Text(description, name) is { } text && Uri.TryCreate(text, UriKind.Absolute, out var address) && IdentityProviderOptions.IsSafe(address)
            ? text
            : throw new RefusedIdentityException($"The provider has no {name} that can be used.");

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> RememberedAsync(string address, bool isFresh, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (!isFresh && _remembered.TryGetValue(address, out var found) && now - found.At < s_remember) return found.Value;
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        var value = await SendAsync(request, cancellationToken);
        _remembered[address] = (value, now);
        return value;
    }

    private async Task<JsonElement> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            using var response = await _http.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode) throw new RefusedIdentityException($"The provider answered {(int)response.StatusCode} at {request.RequestUri!.AbsolutePath}.");
            return JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new RefusedIdentityException("The provider could not be asked.", e);
        }
    }
}
