using System.Security.Cryptography;
using System.Text;

namespace Rouse.Server.Pipeline;

/// <summary>Keys for the different uses of the one secret in the data folder (RFC 5869), so that no use helps to break another.</summary>
sealed class ServerKeys(byte[] secret)
{
    /// <summary>A key of its own for <paramref name="purpose"/>.</summary>
    public byte[] For(string purpose, int length = 32) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, length, salt: null, info: Encoding.ASCII.GetBytes("rouse " + purpose));
}
