using Rouse.Server;
using Rouse.Starting;

namespace Rouse.Users;

/// <summary>In which domain a user is, and the realm that its password's hashes contain: they are those of the challenges.</summary>
/// <param name="Domain">Null: every domain of the server, where none is configured.</param>
/// <param name="Realm">See <see cref="Server.Location.Domains.RealmOf"/>.</param>
readonly record struct UserRealm(string? Domain, string Realm)
{
    /// <exception cref="RefusedStartException">The domain is not ours, or not said where there are several.</exception>
    public static UserRealm Of(UserName name, ServerOptions options, string dataFolder, Surroundings surroundings)
    {
        var domains = options.Domains.Select(domain => domain.ToLowerInvariant()).ToList();
        if (domains.Count > 0)
            return OfDomain(name, domains);
        var realm = DataFolder.Realm(dataFolder, surroundings.HostName);
        return name.Domain is null || name.Domain == realm
            ? new UserRealm(null, realm)
            : throw new RefusedStartException(
                $"the server has no configured domains, so its users have none either: write {name.User} alone, "
                + $"or set domains = [\"{name.Domain}\"]");
    }

    static UserRealm OfDomain(UserName name, List<string> domains)
    {
        if (name.Domain is null && domains.Count > 1)
            throw new RefusedStartException($"which domain? {string.Join(" or ", domains.Select(domain => $"{name.User}@{domain}"))}");
        var domain = name.Domain ?? domains[0];
        return domains.Contains(domain)
            ? new UserRealm(domain, domain)
            : throw new RefusedStartException(
                $"{domain} is not one of domains ({string.Join(", ", domains)}): a phone of {name} could not register");
    }
}
