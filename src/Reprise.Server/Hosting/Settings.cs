using Microsoft.Extensions.Options;

namespace Reprise.Server.Hosting;

/// <summary>Binds options and checks them at start, so that a bad setting stops the server with its full name rather than failing a request later.</summary>
internal static class Settings
{
    public static IServiceCollection AddSettings<T>(this IServiceCollection services, IConfiguration configuration, string section, Func<T, IEnumerable<string>> mistakes)
        where T : class
    {
        services.AddOptions<T>().Bind(configuration.GetSection(section)).ValidateOnStart();
        return services.AddSingleton<IValidateOptions<T>>(new Check<T>(mistakes));
    }

    private sealed class Check<T>(Func<T, IEnumerable<string>> mistakes) : IValidateOptions<T>
        where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options)
        {
            var found = mistakes(options).ToList();
            return found.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(found);
        }
    }
}
