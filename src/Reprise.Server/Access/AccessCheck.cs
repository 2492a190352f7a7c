using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using Reprise.Access;
using Reprise.Store;

namespace Reprise.Server.Access;

/// <summary>Stops a server that asks for a login and has nobody who could sign in and decide who else may. Makes that somebody where a password for it is configured.</summary>
internal sealed partial class AccessCheck(
    IServer server, IConfiguration configuration, IOptions<AccessOptions> options, AccessBook book, Users users, Passwords passwords, ILogger<AccessCheck> log) : IHostedLifecycleService
{
    /// <summary>As a variable <c>REPRISE_ADMIN_PASSWORD</c>.</summary>
    public const string PasswordSetting = "Admin_Password";

    public const string FirstUser = "admin";

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Comes after the settings store is open and the addresses are bound; who asks before that is nobody.</summary>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var open = (server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []).Where(static address => !Loopback.IsBinding(address)).ToList();
        var access = options.Value;
        if (access.AllowUnauthenticated)
        {
            if (open.Count > 0) Log.OpenToEverybody(log, string.Join(", ", open));
            return;
        }

        if (open.Count == 0 && !access.RequireLogin)
        {
            if (access.AllowedHosts.Count > 0 || access.PublicUrl is not null) Log.ProxyWithoutLogin(log);
            return;
        }

        if (open.Any(static address => address.StartsWith("http:", StringComparison.OrdinalIgnoreCase)) && !access.IsTls) Log.WithoutTls(log);
        try
        {
            await RequireAdministratorAsync(open, cancellationToken);
        }
        catch (StoreException e) when (e.IsTransient)
        {
            // Who there is cannot be known yet, so nobody is let in until it can.
            Log.NotYet(log, e.Message);
        }
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task RequireAdministratorAsync(List<string> open, CancellationToken cancellationToken)
    {
        var list = await book.GetAsync(cancellationToken);
        if (list.HasAdministrator) return;
        if (configuration[PasswordSetting] is not { Length: > 0 } password)
        {
            throw new InvalidOperationException(
                $"{(open.Count > 0 ? $"Reprise listens where others can reach it ({string.Join(", ", open)})" : "Access:RequireLogin is set")} and has no administrator who could sign in. "
                + "Make one with 'reprise user create NAME --administrator --data FOLDER' while it is stopped, or start it once with REPRISE_ADMIN_PASSWORD, which makes the user 'admin'. "
                + (open.Count > 0 ? "Bound to loopback, such as http://127.0.0.1:5080, it asks for no login. Access:AllowUnauthenticated=true opens it to everybody on the network." : ""));
        }

        if (PasswordRule.MistakeIn(password, FirstUser) is { } mistake) throw new InvalidOperationException($"REPRISE_ADMIN_PASSWORD cannot be used: {mistake}");
        var made = await users.CreateAsync(new User { Name = FirstUser, IsAdministrator = true, PasswordHash = passwords.Hash(FirstUser, password) }, "reprise", cancellationToken);
        if (made is null) throw new InvalidOperationException($"There is a user '{FirstUser}' who is no administrator or is disabled, and REPRISE_ADMIN_PASSWORD makes only a new one. Make another with 'reprise user create NAME --administrator --data FOLDER'.");
        Log.FirstAdministrator(log, FirstUser);
    }

    private static partial class Log
    {
        [LoggerMessage(5001, LogLevel.Information, "Made the administrator '{User}' with the password of REPRISE_ADMIN_PASSWORD, which is not needed any more")]
        public static partial void FirstAdministrator(ILogger logger, string user);

        [LoggerMessage(5002, LogLevel.Warning, "Access:AllowUnauthenticated is set: everybody who reaches {Addresses} may read and change everything")]
        public static partial void OpenToEverybody(ILogger logger, string addresses);

        [LoggerMessage(5003, LogLevel.Warning, "Passwords and keys go over the network in the clear: speak TLS here, or set Access:PublicUrl to the https address of the proxy that does")]
        public static partial void WithoutTls(ILogger logger);

        [LoggerMessage(5004, LogLevel.Warning, "Users cannot be read yet, so nobody is let in: {Reason}")]
        public static partial void NotYet(ILogger logger, string reason);

        [LoggerMessage(5005, LogLevel.Warning, "Names beyond this machine are allowed, and no login is asked for on loopback: what a proxy sends here may do everything. Set Access:RequireLogin=true if it brings others in")]
        public static partial void ProxyWithoutLogin(ILogger logger);
    }
}
