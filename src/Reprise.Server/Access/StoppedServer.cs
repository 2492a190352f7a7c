using Reprise.Access;
using Reprise.Server.Stores;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Server.Access;

/// <summary>What can be done to the users of a server that does not run: to make the administrator without whom it would not start.</summary>
public static class StoppedServer
{
    /// <summary>Makes a user in a data folder. What stands in the way, in words; null when nothing does.</summary>
    public static async Task<string?> CreateUserAsync(IConfiguration configuration, string data, string name, string password, bool isAdministrator, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(name);
        if (!AccessNames.IsUser(name)) return $"'{name}' is no name of a user; expected {AccessNames.UserRule}.";
        if (PasswordRule.MistakeIn(password, name) is { } mistake) return mistake;
        try
        {
            await using var engine = StoreEngines.Create(configuration, configuration["Storage:Engine"] is { Length: > 0 } chosen ? chosen : "sqlite", data);
            await engine.Settings.OpenAsync(cancellationToken);
            using var passwords = new Passwords();
            var user = new User { Name = name, IsAdministrator = isAdministrator, PasswordHash = passwords.Hash(name, password) };
            return await new Users(engine.Settings, TimeProvider.System).CreateAsync(user, Caller.Local.Actor, cancellationToken) is null ? $"There is a user '{name}' already." : null;
        }
        catch (StoreException e)
        {
            return e.Message;
        }
    }
}
